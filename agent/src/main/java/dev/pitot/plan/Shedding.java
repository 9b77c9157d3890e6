package dev.pitot.plan;

import dev.pitot.plan.Decision.Level;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** How far the events of a plan are shed, and in which order. */
final class Shedding {
    private static final int LESS_SENSITIVE = 10;
    private static final Duration LEAST_RAISED = Duration.ofMillis(10);

    private Shedding() {}

    /** What goes first: events of their own; then distributions, which are small; then the bill of each thread, the last. */
    enum Rank {
        SINGLE_EVENTS,
        HISTOGRAMS,
        THREADS;

        static Rank of(EventKind kind) {
            return switch (kind.form()) {
                case PHASE, TEXT, METHOD, BLOCK, WAIT, FAULT -> SINGLE_EVENTS;
                case HISTOGRAM -> HISTOGRAMS;
                case CPU -> THREADS;
            };
        }
    }

    /** Something done at once, to be undone at once: the events, each with the level it had before. */
    record Step(Map<EventKind, Level> before) {
        Step {
            before = Map.copyOf(before);
        }

        Step onlyOf(Plan plan) {
            var kept = new EnumMap<EventKind, Level>(EventKind.class);
            before.forEach((kind, level) -> {
                if (plan.wants(kind)) {
                    kept.put(kind, level);
                }
            });
            return new Step(kept);
        }

        /** In the order of the events, which that of the map is not. */
        List<EventKind> kinds() {
            return before.keySet().stream().sorted().toList();
        }
    }

    /** Ten times as long and at least 10 ms, of what can be longer. */
    static Duration raised(Duration threshold) {
        if (threshold.compareTo(Timespan.LONGEST.dividedBy(LESS_SENSITIVE)) > 0) {
            return Timespan.LONGEST;
        }
        var raised = threshold.multipliedBy(LESS_SENSITIVE);
        return raised.compareTo(LEAST_RAISED) < 0 ? LEAST_RAISED : raised;
    }

    static Plan applied(Plan wanted, Map<EventKind, Level> levels) {
        var thresholds = new EnumMap<EventKind, Duration>(EventKind.class);
        wanted.thresholds().forEach((kind, threshold) -> {
            switch (levels.getOrDefault(kind, Level.AS_WANTED)) {
                case AS_WANTED -> thresholds.put(kind, threshold);
                case RAISED -> thresholds.put(kind, raised(threshold));
                case DETACHED -> {}
            }
        });
        return wanted.only(thresholds);
    }
}
