package dev.pitot.report.text;

import dev.pitot.report.model.Recorded;
import dev.pitot.report.model.Top;

/** Of how many a table is. */
final class RecordedText {
    private RecordedText() {}

    /** {@code , 10 of 57}, behind a heading; nothing where all are there. */
    static String of(Top<?> top) {
        return of(top.entries().size(), top.of());
    }

    static String of(long shown, long all) {
        return shown == all ? "" : ", " + Human.count(shown) + " of " + Human.count(all);
    }

    /** A line about what is in a recording and what is not. */
    static String line(Recorded recorded, String things) {
        var all = recorded.of();
        return "recorded: " + Human.count(recorded.count()) + (all == null ? "" : " of " + Human.count(all)) + " "
                + things + (all != null && all == recorded.count() ? "" : longEnough(recorded));
    }

    private static String longEnough(Recorded recorded) {
        var thresholds = recorded.thresholds();
        if (thresholds == null) {
            return ", those of their threshold and more";
        }
        var lowest = thresholds.lowestNanos();
        var highest = thresholds.highestNanos();
        return (highest == 0 ? "" : ", those of " + Human.duration(lowest) + " and more")
                + (lowest == highest ? "" : ", for a while of " + Human.duration(highest))
                + (thresholds.throttled() ? ", as many as the throttle let through" : "");
    }
}
