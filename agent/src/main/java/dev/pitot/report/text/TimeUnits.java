package dev.pitot.report.text;

import java.util.Locale;

/** The unit of a row of times that are compared and added: three decimals, and few digits before them. */
enum TimeUnits {
    MICROS("us", 1_000L),
    MILLIS("ms", 1_000_000L),
    SECONDS("s", 1_000_000_000L);

    private static final int DECIMALS = 1000;
    private static final long MAX_IN_MILLIS = 10_000_000_000L;

    private final String symbol;
    private final long nanos;

    TimeUnits(String symbol, long nanos) {
        this.symbol = symbol;
        this.nanos = nanos;
    }

    static TimeUnits of(long nanos) {
        if (nanos < MILLIS.nanos) {
            return MICROS;
        }
        return nanos < MAX_IN_MILLIS ? MILLIS : SECONDS;
    }

    String symbol() {
        return symbol;
    }

    /** Returns the last decimal in nanoseconds. */
    long grain() {
        return nanos / DECIMALS;
    }

    /** Formats a number of grains as a decimal fraction. */
    static String decimal(long grains) {
        var sign = grains < 0 ? "-" : "";
        var absolute = Math.abs(grains);
        return String.format(Locale.ROOT, "%s%d.%03d", sign, absolute / DECIMALS, absolute % DECIMALS);
    }
}
