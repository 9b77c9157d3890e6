package dev.pitot.report.collect;

import dev.pitot.report.model.EventFields;
import java.time.Instant;

/**
 * A stretch of time in which Pitot measured its cost: the rows with the same start and duration.
 *
 * @param costNanos cost of the rows that have a share
 * @param share share of all these rows in the process's CPU time
 */
record CostInterval(Instant start, long nanos, double costNanos, double share) {

    static final CostInterval OTHERS = new CostInterval(Instant.MAX, 0, 0, 0);

    static CostInterval none(EventFields event) {
        return new CostInterval(event.start(), Math.max(0, event.durationNanos()), 0, 0);
    }

    CostInterval plus(double cost, double more) {
        var known = Double.isFinite(more) && more >= 0;
        return known ? new CostInterval(start, nanos, costNanos + cost, share + more) : this;
    }

    /** Returns the process's CPU time, or 0 if it is not known. */
    double processNanos() {
        return share > 0 ? costNanos / share : 0;
    }
}
