package dev.pitot.plan;

import java.time.Duration;
import java.util.Map;

/**
 * What Pitot took in a window of time, all in nanoseconds of CPU.
 *
 * @param length of the window
 * @param processNanos what the whole process took
 * @param kinds what would be gone without an event
 * @param restNanos the account, and whatever else serves all events
 */
public record Spending(Duration length, long processNanos, Map<EventKind, Spent> kinds, long restNanos) {
    /**
     * For one event.
     *
     * @param probeNanos at its probes, whatever its threshold
     * @param recordNanos with its records, of which a higher threshold makes fewer
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
