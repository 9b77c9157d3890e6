package dev.pitot.report.text;

import dev.pitot.report.model.Recorded;
import dev.pitot.report.model.Top;

/** Prints how much of the whole a table shows. */
final class RecordedText {
    private RecordedText() {}

    /** Returns a suffix of a heading such as {@code , 10 of 57}; empty if all are shown. */
    static String of(Top<?> top) {
        return of(top.entries().size(), top.of());
    }

    static String of(long shown, long all) {
        return shown == all ? "" : ", " + Human.count(shown) + " of " + Human.count(all);
    }

    /** Returns a line about what is in the recording and what is not. */
    static String line(Recorded recorded, String things) {
        var all = recorded.of();
        return "recorded: " + Human.count(recorded.count()) + (all == null ? "" : " of " + Human.count(all)) + " "
                + things + (all != null && all == recorded.count() ? "" : longEnough(recorded));
    }

    private static String longEnough(Recorded recorded) {
        var thresholds = recorded.thresholds();
        if (thresholds == null) {
            return ", those not below their threshold";
        }
        var lowest = thresholds.lowestNanos();
        var highest = thresholds.highestNanos();
        return (highest == 0 ? "" : ", those of at least " + Human.duration(lowest))
                + (lowest == highest ? "" : ", temporarily of at least " + Human.duration(highest))
                + (thresholds.throttled() ? ", limited by the throttle" : "");
    }
}
