package dev.pitot.cost;

import dev.pitot.jfr.ProbeCost;
import dev.pitot.plan.EventKind;
import org.jspecify.annotations.Nullable;

/**
 * One row of Pitot's cost in a window: one {@code pitot.ProbeCost}.
 *
 * @param program name of a BPF program or of a thread of Pitot
 * @param kind event that it ran for; null if it serves all
 * @param cpuNanos time of the runs, without the overhead of measuring
 * @param trapNanos time of the traps at probes in libjvm
 * @param share CPU and trap time as a share of the process's CPU time
 * @param overheadNanos overhead of counting one run, already subtracted
 * @param source source of the CPU time
 */
public record ProgramCost(
        String program,
        @Nullable EventKind kind,
        long runs,
        long cpuNanos,
        long trapNanos,
        long records,
        long bytes,
        double share,
        long overheadNanos,
        String source) {

    long nanos() {
        return cpuNanos + trapNanos;
    }

    /** Returns the event for the recording. */
    public ProbeCost event() {
        var event = new ProbeCost();
        event.program = program;
        event.event = kind == null ? null : kind.eventName();
        event.runs = runs;
        event.cpuTime = cpuNanos;
        event.trapTime = trapNanos;
        event.records = records;
        event.bytes = bytes;
        event.share = share;
        event.overhead = overheadNanos;
        event.source = source;
        return event;
    }
}
