package dev.pitot.testkit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import jdk.jfr.consumer.RecordedEvent;

/**
 * Events of JFR's own and Pitot's for the same thing: those with the same key that overlap in time, each used once.
 *
 * @param jdkOnly those of JFR's without a counterpart
 * @param pitotOnly those of Pitot's
 */
public record EventPairs(List<Pair> pairs, List<RecordedEvent> jdkOnly, List<RecordedEvent> pitotOnly) {
    public record Pair(RecordedEvent jdk, RecordedEvent pitot) {
        /** How much later Pitot's begins, in nanoseconds. */
        public long startDifference() {
            return java.time.Duration.between(jdk.getStartTime(), pitot.getStartTime())
                    .toNanos();
        }
    }

    public static EventPairs of(
            List<RecordedEvent> jdk,
            Function<RecordedEvent, String> jdkKey,
            List<RecordedEvent> pitot,
            Function<RecordedEvent, String> pitotKey) {
        Map<String, List<RecordedEvent>> left = new HashMap<>();
        pitot.forEach(event -> left.computeIfAbsent(pitotKey.apply(event), key -> new ArrayList<>())
                .add(event));
        var pairs = new ArrayList<Pair>();
        var jdkOnly = new ArrayList<RecordedEvent>();
        for (var event : jdk) {
            var candidates = left.getOrDefault(jdkKey.apply(event), List.of());
            best(event, candidates)
                    .ifPresentOrElse(
                            found -> {
                                candidates.remove(found);
                                pairs.add(new Pair(event, found));
                            },
                            () -> jdkOnly.add(event));
        }
        return new EventPairs(
                pairs, jdkOnly, left.values().stream().flatMap(List::stream).toList());
    }

    /** The one that overlaps and begins nearest. */
    private static Optional<RecordedEvent> best(RecordedEvent event, List<RecordedEvent> candidates) {
        return candidates.stream()
                .filter(other -> overlap(event, other))
                .min((a, b) -> Long.compare(distance(event, a), distance(event, b)));
    }

    private static long distance(RecordedEvent a, RecordedEvent b) {
        return java.time.Duration.between(a.getStartTime(), b.getStartTime())
                .abs()
                .toNanos();
    }

    public static boolean overlap(RecordedEvent a, RecordedEvent b) {
        return !a.getEndTime().isBefore(b.getStartTime()) && !b.getEndTime().isBefore(a.getStartTime());
    }

    /** Of these, the ones that lie wholly within another. */
    public static List<RecordedEvent> within(List<RecordedEvent> events, RecordedEvent window) {
        return events.stream()
                .filter(event -> event.getStartTime().isAfter(window.getStartTime())
                        && event.getEndTime().isBefore(window.getEndTime()))
                .toList();
    }
}
