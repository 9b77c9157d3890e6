package dev.pitot.cost;

import dev.pitot.attach.Tracepoints;
import dev.pitot.plan.EventKind;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Maps program names to events. A program has the name of its tracepoint, or one of the two below. */
final class ProgramKinds {
    /** The program that serves all probes in libjvm. */
    static final String PHASES = "hotspot";

    /** The iterator over tasks. */
    static final String TASKS = "tasks";

    private static final String SWITCHES = "sched_switch";

    private ProgramKinds() {}

    /**
     * Returns the event for which alone the program is attached. Null for the account and for the program of all
     * phases.
     */
    static @Nullable EventKind served(String program) {
        return Stream.of(EventKind.values())
                .filter(kind -> Tracepoints.onlyOf(kind.source()).contains(program))
                .findFirst()
                .orElse(null);
    }

    /** Returns the program that submits the records of an event without a program of its own. */
    static String recording(EventKind kind) {
        return switch (kind.source()) {
            case LIBJVM -> PHASES;
            case ACCOUNTS -> TASKS;
            case SCHEDULER, WAKE_UPS, PAGE_FAULTS, BLOCK_REQUESTS -> SWITCHES;
        };
    }
}
