package dev.pitot.plan;

import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the running recordings together want: the events enabled in any of them, each with the smallest of their thresholds.
 * Pure: a function of the recordings' settings.
 *
 * @param thresholds by event; what is not in here is not wanted
 */
public record Plan(Map<EventKind, Duration> thresholds) {
    public static final Plan NOTHING = new Plan(Map.of());

    public Plan {
        thresholds = Map.copyOf(thresholds);
    }

    /**
     * @param recordings the settings of each running recording, as {@code jdk.jfr.Recording.getSettings()} gives them:
     *     {@code pitot.ClassLoad#threshold=5 ms}. An event that a recording does not mention is enabled, as JFR has it for event
     *     classes that do not say otherwise.
     */
    public static Plan of(Collection<Map<String, String>> recordings) {
        var thresholds = new EnumMap<EventKind, Duration>(EventKind.class);
        for (var settings : recordings) {
            for (var kind : EventKind.values()) {
                if (isEnabled(kind, settings)) {
                    thresholds.merge(kind, threshold(kind, settings), (a, b) -> a.compareTo(b) <= 0 ? a : b);
                }
            }
        }
        return new Plan(thresholds);
    }

    public boolean isEmpty() {
        return thresholds.isEmpty();
    }

    public boolean wants(EventKind kind) {
        return thresholds.containsKey(kind);
    }

    /** In nanoseconds; -1, the largest unsigned, for an event that is not wanted. */
    public long thresholdNanos(EventKind kind) {
        return Optional.ofNullable(thresholds.get(kind)).map(Duration::toNanos).orElse(-1L);
    }

    private static boolean isEnabled(EventKind kind, Map<String, String> settings) {
        return Boolean.parseBoolean(settings.getOrDefault(kind.eventName() + "#enabled", "true"));
    }

    private static Duration threshold(EventKind kind, Map<String, String> settings) {
        var text = settings.get(kind.eventName() + "#threshold");
        return text == null ? kind.defaultThreshold() : Timespan.parse(text).orElse(kind.defaultThreshold());
    }
}
