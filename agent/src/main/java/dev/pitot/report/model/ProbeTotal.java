package dev.pitot.report.model;

import org.jspecify.annotations.Nullable;

/**
 * What one program in the kernel cost for one kind of event, or what a thread of Pitot's did, all stretches together.
 *
 * @param event that it ran for, or null
 * @param source where the CPU time is from, or null
 * @param trapNanos what getting there took besides
 * @param records how many it handed over, and {@code bytes} their size
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

    /** Of no time at all: what tells it from others. */
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

    /** CPU time and trap time. */
    public long costNanos() {
        return cpuNanos + trapNanos;
    }
}
