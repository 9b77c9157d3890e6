package dev.pitot.report.model;

import dev.pitot.report.model.Coverage.Thresholds;
import org.jspecify.annotations.Nullable;

/**
 * The number of events in the recording, and of all that happened.
 *
 * @param of number of all, from a counter; null if the recording has none
 * @param thresholds shortest recorded durations; null if the recording does not show them
 */
public record Recorded(
        long count, @Nullable Long of, @Nullable Thresholds thresholds) {
    /**
     * @param all number of all; ignored if it is less than those in the recording, because it did not count all the
     *     time
     */
    public static Recorded of(long count, long all, @Nullable Thresholds thresholds) {
        return new Recorded(count, all > 0 && all >= count ? all : null, thresholds);
    }
}
