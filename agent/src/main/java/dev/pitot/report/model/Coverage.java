package dev.pitot.report.model;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What part of the recording was measured.
 *
 * @param measuredNanos in which any event was; null when the recording does not say
 * @param gaps of a tenth of a second and more: first those in which nothing was measured, then those of single events
 * @param thresholds by event: from which duration on it was recorded
 */
public record Coverage(@Nullable Long measuredNanos, List<Gap> gaps, Map<String, Thresholds> thresholds) {
    /** Of a recording that does not say. */
    public static final Coverage UNKNOWN = new Coverage(null, List.of(), Map.of());

    /**
     * Time in which something was not measured.
     *
     * @param events that were not; none: all were not
     * @param from when on, and {@code to} when; something may have been measured in between, if {@code nanos} is less than that
     */
    public record Gap(List<String> events, Instant from, Instant to, long nanos, String why) {}

    /**
     * The lowest and the highest there was; they differ if the governor or another recording changed it.
     *
     * @param throttled whether at times not all left the kernel that were long enough
     */
    public record Thresholds(long lowestNanos, long highestNanos, boolean throttled) {
        public static Thresholds of(EventFields status) {
            var nanos = status.nanos("threshold");
            return new Thresholds(nanos, nanos, status.text("throttle") != null);
        }

        public Thresholds plus(Thresholds more) {
            return new Thresholds(
                    Math.min(lowestNanos, more.lowestNanos),
                    Math.max(highestNanos, more.highestNanos),
                    throttled || more.throttled);
        }
    }
}
