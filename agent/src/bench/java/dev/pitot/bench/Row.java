package dev.pitot.bench;

import org.jspecify.annotations.Nullable;

/**
 * One line of the table.
 *
 * @param budget limit of the row in docs/benchmarks.md; empty where there is none
 * @param met null where there is no budget
 */
record Row(
        String what,
        String measured,
        String baseline,
        String budget,
        @Nullable Boolean met) {
    static String heading() {
        return format("what", "measured", "baseline", "budget", "");
    }

    public static Row of(String what, String measured, String baseline, String budget, boolean met) {
        return new Row(what, measured, baseline, budget, met);
    }

    public static Row of(String what, String measured, String baseline) {
        return new Row(what, measured, baseline, "", null);
    }

    private static String format(String what, String measured, String baseline, String budget, String verdict) {
        return "%-54s %16s %22s %14s  %s"
                .formatted(what, measured, baseline, budget, verdict)
                .stripTrailing();
    }

    @Override
    public String toString() {
        return format(what, measured, baseline, budget, met == null ? "" : met ? "met" : "MISSED");
    }
}
