package dev.pitot.cost;

import dev.pitot.jfr.ProbeCost;
import dev.pitot.plan.EventKind;
import org.jspecify.annotations.Nullable;

/**
 * A row of what Pitot cost in a stretch of time: one {@code pitot.ProbeCost}.
 *
 * @param program of the kernel, or a thread of Pitot's
 * @param kind the event it ran for; null: what serves all
 * @param cpuNanos of the runs, without what measuring them added
 * @param trapNanos of getting there, at probes in libjvm
 * @param share of CPU and trap time in what the process took
 * @param overheadNanos what counting a run adds to it, already taken off
 * @param source of the CPU time
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

    /** For the recording. */
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
