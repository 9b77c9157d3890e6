package dev.pitot.report.model;

import dev.pitot.report.model.Coverage.Thresholds;
import org.jspecify.annotations.Nullable;

/**
 * How many of something are in the recording.
 *
 * @param of how many there were, by what counts all of them; null when nothing in the recording does
 * @param thresholds from which duration on they are in it; null when it does not say
 */
public record Recorded(
        long count, @Nullable Long of, @Nullable Thresholds thresholds) {
    /** @param all how many there were; what is less than those in the recording did not count all the time */
    public static Recorded of(long count, long all, @Nullable Thresholds thresholds) {
        return new Recorded(count, all > 0 && all >= count ? all : null, thresholds);
    }
}
