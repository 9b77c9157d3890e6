package dev.pitot.report.text;

import java.util.Locale;

/** Formats single values for people: three digits and a unit. */
final class Human {

    private static final String[] TIMES = {"ns", "us", "ms", "s"};
    private static final String[] SIZES = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
    private static final double NOT_TO_BE_ROUNDED_UP = 999.5;

    private Human() {}

    static String duration(long nanos) {
        return scaled(nanos, 1000, TIMES);
    }

    static String bytes(long bytes) {
        return scaled(bytes, 1024, SIZES);
    }

    static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    private static String scaled(long value, int step, String[] units) {
        var number = (double) value;
        var unit = 0;
        while (unit < units.length - 1 && Math.abs(number) >= Math.min(step, NOT_TO_BE_ROUNDED_UP)) {
            number /= step;
            unit++;
        }
        var decimals = unit == 0 || Math.abs(number) >= 99.95 ? 0 : Math.abs(number) >= 9.995 ? 1 : 2;
        return String.format(Locale.ROOT, "%." + decimals + "f %s", number, units[unit]);
    }
}
