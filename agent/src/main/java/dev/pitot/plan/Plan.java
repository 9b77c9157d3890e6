package dev.pitot.plan;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
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
     * As JFR combines settings (jdk.jfr.internal.EventControl): of each setting, what the recordings say that mention it, and its
     * default only where none does.
     *
     * @param recordings the settings of each running recording, as {@code jdk.jfr.Recording.getSettings()} gives them:
     *     {@code pitot.ClassLoad#threshold=5 ms}
     */
    public static Plan of(Collection<Map<String, String>> recordings) {
        var thresholds = new EnumMap<EventKind, Duration>(EventKind.class);
        for (var kind : EventKind.values()) {
            if (isEnabled(kind, recordings)) {
                thresholds.put(kind, threshold(kind, recordings));
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

    private static boolean isEnabled(EventKind kind, Collection<Map<String, String>> recordings) {
        var said = said(kind, "enabled", recordings);
        return said.isEmpty() ? !recordings.isEmpty() : said.stream().anyMatch(Boolean::parseBoolean);
    }

    private static Duration threshold(EventKind kind, Collection<Map<String, String>> recordings) {
        return said(kind, "threshold", recordings).stream()
                .map(Timespan::parse)
                .flatMap(Optional::stream)
                .min(Comparator.naturalOrder())
                .orElse(kind.defaultThreshold());
    }

    private static List<String> said(EventKind kind, String setting, Collection<Map<String, String>> recordings) {
        var name = kind.eventName() + "#" + setting;
        return recordings.stream()
                .filter(settings -> settings.containsKey(name))
                .map(settings -> settings.get(name))
                .toList();
    }
}
