package dev.pitot.cost;

import dev.pitot.attach.Tracepoints;
import dev.pitot.plan.EventKind;
import java.util.stream.Stream;
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
        return Stream.of(EventKind.values())
                .filter(kind -> Tracepoints.onlyOf(kind.source()).contains(program))
                .findFirst()
                .orElse(null);
    }

    /** The program that hands over the records of an event of which no program of its own has run. */
    static String recording(EventKind kind) {
        return switch (kind.source()) {
            case LIBJVM -> PHASES;
            case ACCOUNTS -> TASKS;
            case SCHEDULER, WAKE_UPS, PAGE_FAULTS, BLOCK_REQUESTS -> SWITCHES;
        };
    }
}
