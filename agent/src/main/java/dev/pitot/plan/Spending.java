package dev.pitot.plan;

import java.time.Duration;
import java.util.Map;

/**
 * What Pitot took in a window, in nanoseconds of CPU.
 *
 * @param length length of the window
 * @param processNanos CPU time of the whole process
 * @param kinds cost that would disappear with an event
 * @param restNanos cost of the account and of everything else that serves all events
 */
public record Spending(Duration length, long processNanos, Map<EventKind, Spent> kinds, long restNanos) {
    /**
     * The cost of one event.
     *
     * @param probeNanos cost of its probes, the same at any threshold
     * @param recordNanos cost of its records, which a higher threshold reduces
     */
    public record Spent(long probeNanos, long recordNanos) {
        static final Spent NOTHING = new Spent(0, 0);

        long nanos() {
            return probeNanos + recordNanos;
        }
    }

    public Spending {
        kinds = Map.copyOf(kinds);
    }

    Spent of(EventKind kind) {
        return kinds.getOrDefault(kind, Spent.NOTHING);
    }

    long total() {
        return restNanos + kinds.values().stream().mapToLong(Spent::nanos).sum();
    }

    double share(long nanos) {
        return processNanos > 0 ? (double) nanos / processNanos : nanos > 0 ? 1 : 0;
    }
}
