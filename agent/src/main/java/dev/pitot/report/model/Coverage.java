package dev.pitot.report.model;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The measured part of the recording.
 *
 * @param measuredNanos time in which any event was measured; null if the recording does not show it
 * @param gaps gaps of at least a tenth of a second: first those of all events, then those of single events
 * @param thresholds shortest recorded durations by event
 */
public record Coverage(@Nullable Long measuredNanos, List<Gap> gaps, Map<String, Thresholds> thresholds) {
    /** The coverage of a recording that does not show it. */
    public static final Coverage UNKNOWN = new Coverage(null, List.of(), Map.of());

    /**
     * Time in which events were not measured.
     *
     * @param events events with this gap; empty for all
     * @param from start of the gap; {@code to} is its end. If {@code nanos} is less than the difference, they were
     *     measured in between
     */
    public record Gap(List<String> events, Instant from, Instant to, long nanos, String why) {}

    /**
     * The lowest and the highest threshold. They differ if the governor or another recording changed it.
     *
     * @param throttled whether a throttle limited the events for some time
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
