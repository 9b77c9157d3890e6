package dev.pitot.cost;

import dev.pitot.attach.BlockTracepoints;
import dev.pitot.attach.Tracepoints;
import dev.pitot.plan.EventKind;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Which event a program runs for, by the program's name: that of its tracepoint, or one of the two below. */
final class ProgramKinds {
    /** The one program that serves all probes in libjvm. */
    static final String PHASES = "hotspot";

    /** The iterator over tasks. */
    static final String TASKS = "tasks";

    private static final String SWITCHES = "sched_switch";

    private ProgramKinds() {}

    /** The event without which it would not be attached; null for the account, and for the program that serves all phases. */
    static @Nullable EventKind served(String program) {
        if (Tracepoints.FAULTS.contains(program)) {
            return EventKind.MAJOR_FAULT;
        }
        if (Tracepoints.OFF_CPU.contains(program)) {
            return EventKind.OFF_CPU;
        }
        var isOfBlockIo = Arrays.stream(BlockTracepoints.values())
                .anyMatch(way -> way.rest().contains(program));
        return isOfBlockIo || Tracepoints.BIO_ENDS.contains(program) ? EventKind.BLOCK_IO : null;
    }

    /** The program that hands over the records of an event of which no program of its own has run. */
    static String recording(EventKind kind) {
        if (kind.isPhase()) {
            return PHASES;
        }
        return kind == EventKind.THREAD_CPU ? TASKS : SWITCHES;
    }
}
