package dev.pitot.plan;

import dev.pitot.plan.Decision.Level;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The order in which the events of a plan are shed, and how far. */
final class Shedding {
    private static final int LESS_SENSITIVE = 10;
    private static final Duration MIN_RAISED = Duration.ofMillis(10);

    private Shedding() {}

    /**
     * The ranks, in the order of shedding: single events, then histograms, which are small, then the bills of threads.
     */
    enum Rank {
        SINGLE_EVENTS,
        HISTOGRAMS,
        THREADS;

        static Rank of(EventKind kind) {
            return switch (kind.form()) {
                case PHASE, TEXT, METHOD, BLOCK, WAIT, FAULT, OWN -> SINGLE_EVENTS;
                case HISTOGRAM -> HISTOGRAMS;
                case CPU -> THREADS;
            };
        }
    }

    /** One step, which is undone as a whole: the events, each with the level it had before. */
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

        /** Returns the kinds in the order of the enum. */
        List<EventKind> kinds() {
            return before.keySet().stream().sorted().toList();
        }
    }

    /** Returns ten times the threshold, at least 10 ms, at most {@link Timespan#LONGEST}. */
    static Duration raised(Duration threshold) {
        if (threshold.compareTo(Timespan.LONGEST.dividedBy(LESS_SENSITIVE)) > 0) {
            return Timespan.LONGEST;
        }
        var raised = threshold.multipliedBy(LESS_SENSITIVE);
        return raised.compareTo(MIN_RAISED) < 0 ? MIN_RAISED : raised;
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
