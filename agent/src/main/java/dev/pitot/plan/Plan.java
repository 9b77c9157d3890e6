package dev.pitot.plan;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the running recordings together want: the events enabled in any of them, each with the smallest of their thresholds; and
 * what the commands that are watching live want beside it. Pure: a function of the recordings' settings.
 *
 * @param thresholds by event; what is not in here is not wanted
 * @param throttles by event; what is not in here is not throttled
 * @param histograms that the kernel keeps
 */
public record Plan(Map<EventKind, Duration> thresholds, Map<EventKind, Throttle> throttles, Set<Histogram> histograms) {
    public static final Plan NOTHING = new Plan(Map.of());

    private static final String ENABLED = "enabled";

    public Plan {
        thresholds = Map.copyOf(thresholds);
        throttles = Map.copyOf(throttles);
        histograms = Set.copyOf(histograms);
    }

    /** Without throttles; with the histograms of the events that have them. */
    public Plan(Map<EventKind, Duration> thresholds) {
        this(thresholds, Map.of(), histograms(thresholds.keySet()));
    }

    /**
     * As JFR combines settings (jdk.jfr.internal.SettingsManager): what recordings say that say an event is enabled, and its
     * defaults for what these do not mention.
     *
     * @param recordings the settings of each running recording, as {@code jdk.jfr.Recording.getSettings()} gives them:
     *     {@code pitot.ClassLoad#threshold=5 ms}
     */
    public static Plan of(Collection<Map<String, String>> recordings) {
        var thresholds = new EnumMap<EventKind, Duration>(EventKind.class);
        var throttles = new EnumMap<EventKind, Throttle>(EventKind.class);
        for (var kind : EventKind.values()) {
            if (!recordings.isEmpty()) {
                enabling(kind, recordings).ifPresent(settings -> {
                    thresholds.put(kind, threshold(kind, settings));
                    throttle(settings).ifPresent(throttle -> throttles.put(kind, throttle));
                });
            }
        }
        return new Plan(thresholds, throttles, histograms(thresholds.keySet()));
    }

    /** What is left of this when only these events are wanted, with these thresholds. */
    Plan only(Map<EventKind, Duration> thresholds) {
        return new Plan(thresholds, throttles, histograms(thresholds.keySet()));
    }

    /** This, and histograms that somebody watches live. */
    public Plan with(Set<Histogram> watched) {
        var all = new HashSet<>(histograms);
        all.addAll(watched);
        return new Plan(thresholds, throttles, all);
    }

    public boolean isEmpty() {
        return thresholds.isEmpty() && histograms.isEmpty();
    }

    public boolean wants(EventKind kind) {
        return thresholds.containsKey(kind);
    }

    /** Whether the kernel has something to do for it: for the event itself, or for somebody who watches its histogram. */
    public boolean measures(EventKind kind) {
        return wants(kind) || histograms.stream().anyMatch(histogram -> histogram.kind() == kind);
    }

    /** Whether an event has the same threshold and the same throttle in both, or is in neither. */
    public boolean hasSameSettings(EventKind kind, Plan other) {
        return Objects.equals(thresholds.get(kind), other.thresholds.get(kind))
                && Objects.equals(throttles.get(kind), other.throttles.get(kind));
    }

    /** In nanoseconds; -1, the largest unsigned, for an event that is not wanted. */
    public long thresholdNanos(EventKind kind) {
        return Optional.ofNullable(thresholds.get(kind)).map(Duration::toNanos).orElse(-1L);
    }

    private static Set<Histogram> histograms(Set<EventKind> kinds) {
        return kinds.stream()
                .filter(EventKind::isHistogram)
                .map(kind -> new Histogram(kind, Histogram.Unit.MICROS))
                .collect(Collectors.toSet());
    }

    /**
     * The settings, by their names, of the recordings that have an event enabled; empty where it is off. One that sets something
     * else of an event leaves it on, as it is by default; but if two do so, JFR has it off.
     */
    private static Optional<List<Map<String, String>>> enabling(
            EventKind kind, Collection<Map<String, String>> recordings) {
        var naming = recordings.stream()
                .map(recording -> settings(kind, recording))
                .filter(settings -> !settings.isEmpty())
                .toList();
        var enabling = naming.stream()
                .filter(settings -> "true".equals(settings.get(ENABLED)))
                .toList();
        if (!enabling.isEmpty()) {
            return Optional.of(enabling);
        }
        var isOnByDefault =
                naming.isEmpty() || (naming.size() == 1 && !naming.getFirst().containsKey(ENABLED));
        return isOnByDefault ? Optional.of(naming) : Optional.empty();
    }

    private static Map<String, String> settings(EventKind kind, Map<String, String> recording) {
        var prefix = kind.eventName() + "#";
        return recording.entrySet().stream()
                .filter(setting -> setting.getKey().startsWith(prefix))
                .collect(Collectors.toMap(setting -> setting.getKey().substring(prefix.length()), Map.Entry::getValue));
    }

    private static Duration threshold(EventKind kind, List<Map<String, String>> settings) {
        return said("threshold", settings)
                .map(Timespan::parse)
                .flatMap(Optional::stream)
                .min(Comparator.naturalOrder())
                .orElse(kind.defaultThreshold());
    }

    /** {@code off} beside a rate does not count: jdk.jfr.internal.settings.ThrottleSetting. */
    private static Optional<Throttle> throttle(List<Map<String, String>> settings) {
        return said("throttle", settings)
                .map(Throttle::parse)
                .flatMap(Optional::stream)
                .max(Comparator.comparingDouble(Throttle::perSecond));
    }

    private static Stream<String> said(String setting, List<Map<String, String>> settings) {
        return settings.stream().map(of -> of.get(setting)).filter(Objects::nonNull);
    }
}
