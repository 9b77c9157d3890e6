package dev.pitot.plan;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the running recordings want together: every event enabled in any of them, with the smallest of their thresholds.
 * It also includes the histograms that live commands show. A pure function of the recordings' settings.
 *
 * @param thresholds threshold by event; an event that is missing here is not wanted
 * @param throttles throttle by event; an event that is missing here is not throttled
 * @param histograms histograms that the kernel keeps
 */
public record Plan(Map<EventKind, Duration> thresholds, Map<EventKind, Throttle> throttles, Set<Histogram> histograms) {
    public static final Plan NOTHING = new Plan(Map.of());

    /** Wants every event, from the shortest on. */
    public static final Plan EVERYTHING = new Plan(everything());

    private static Map<EventKind, Duration> everything() {
        var thresholds = new EnumMap<EventKind, Duration>(EventKind.class);
        for (var kind : EventKind.values()) {
            thresholds.put(kind, Duration.ZERO);
        }
        return thresholds;
    }

    private static final String ENABLED = "enabled";

    /** No event lasts so long. */
    private static final Duration NEVER = Duration.ofNanos(Long.MAX_VALUE - 1);

    public Plan {
        thresholds = Map.copyOf(thresholds);
        throttles = Map.copyOf(throttles);
        histograms = Set.copyOf(histograms);
    }

    /** Creates a plan without throttles, with the histograms of its histogram events. */
    public Plan(Map<EventKind, Duration> thresholds) {
        this(thresholds, Map.of(), histograms(thresholds.keySet()));
    }

    /**
     * Combines settings as JFR does (jdk.jfr.internal.SettingsManager). For each event it combines the recordings that
     * enable it. Missing settings have JFR's defaults.
     *
     * @param recordings settings of each running recording, as {@code jdk.jfr.Recording.getSettings()} returns them:
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

    /** Returns this plan reduced to these events, with these thresholds. */
    Plan only(Map<EventKind, Duration> thresholds) {
        return new Plan(thresholds, throttles, histograms(thresholds.keySet()));
    }

    /** Returns this plan without an event. */
    public Plan without(EventKind kind) {
        if (!wants(kind)) {
            return this;
        }
        var rest = new EnumMap<>(thresholds);
        rest.remove(kind);
        return new Plan(rest, throttles, histograms);
    }

    /**
     * Returns this plan plus the histograms that live commands show. A histogram by phase or span needs the probes of their
     * events, but none of these events.
     */
    public Plan with(Set<Histogram> watched) {
        var all = new HashSet<>(histograms);
        all.addAll(watched);
        var needed = new HashMap<>(thresholds);
        for (var kind : EventKind.values()) {
            if (watched.stream().anyMatch(histogram -> histogram.by().needs(kind))) {
                needed.putIfAbsent(kind, NEVER);
            }
        }
        return new Plan(needed, throttles, all);
    }

    public boolean isEmpty() {
        return thresholds.isEmpty() && histograms.isEmpty();
    }

    public boolean wants(EventKind kind) {
        return thresholds.containsKey(kind);
    }

    /** Returns whether the kernel has work to do for an event, either for the event itself or for a live histogram. */
    public boolean measures(EventKind kind) {
        return wants(kind) || histograms.stream().anyMatch(histogram -> histogram.kind() == kind);
    }

    /** Returns whether the kernel keeps histograms of threads by a key. */
    public boolean keysThreads() {
        return histograms.stream()
                .anyMatch(histogram -> histogram.isKeyed() && histogram.kind() != EventKind.BLOCK_IO_LATENCY);
    }

    /** Returns whether an event has the same threshold and throttle in both plans, or is in neither. */
    public boolean hasSameSettings(EventKind kind, Plan other) {
        return Objects.equals(thresholds.get(kind), other.thresholds.get(kind))
                && Objects.equals(throttles.get(kind), other.throttles.get(kind));
    }

    /** Returns the threshold in nanoseconds; -1, the largest unsigned number, for an event that is not wanted. */
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
     * Returns the settings of the recordings that enable an event, by name; empty if it is off.
     *
     * <p>A recording that sets only other settings of an event leaves it on, which is the default. If two recordings do
     * so, JFR switches the event off.
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

    /**
     * Returns the highest rate. {@code off} beside a rate does not count (jdk.jfr.internal.settings.ThrottleSetting).
     */
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
