package dev.pitot.report.model;

import org.jspecify.annotations.Nullable;

/**
 * The total cost of one program for one kind of event, or of one of Pitot's threads.
 *
 * @param event event that it ran for, or null
 * @param source source of the CPU time, or null
 * @param trapNanos additional time of the traps
 * @param records number of records that it produced; {@code bytes} is their size
 */
public record ProbeTotal(
        String program,
        @Nullable String event,
        @Nullable String source,
        long runs,
        long cpuNanos,
        long trapNanos,
        long records,
        long bytes) {

    private static final String UNKNOWN = "(unknown)";

    public static final ProbeTotal OTHERS = new ProbeTotal("(others)", null, null, 0, 0, 0, 0, 0);

    /** Makes a total without time, as the key of this event. */
    public static ProbeTotal none(EventFields event) {
        var program = event.text("program");
        return new ProbeTotal(
                program == null ? UNKNOWN : program, event.text("event"), event.text("source"), 0, 0, 0, 0, 0);
    }

    public ProbeTotal plus(EventFields more) {
        return new ProbeTotal(
                program,
                event,
                source,
                runs + atLeastZero(more.number("runs")),
                cpuNanos + atLeastZero(more.nanos("cpuTime")),
                trapNanos + atLeastZero(more.nanos("trapTime")),
                records + atLeastZero(more.number("records")),
                bytes + atLeastZero(more.number("bytes")));
    }

    private static long atLeastZero(long value) {
        return Math.max(0, value);
    }

    /** Returns CPU time and trap time. */
    public long costNanos() {
        return cpuNanos + trapNanos;
    }
}
