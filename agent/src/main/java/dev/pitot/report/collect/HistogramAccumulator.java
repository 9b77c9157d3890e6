package dev.pitot.report.collect;

import dev.pitot.report.model.EventFields;
import dev.pitot.report.model.HistogramTotal;
import java.util.List;
import java.util.stream.IntStream;

/** Adds up the rows of one histogram. An event is one row of one period. */
final class HistogramAccumulator {

    /** The last slot. The next one ends after 285 years, which exceeds a long of nanoseconds. */
    private static final int LAST_SLOT = 53;

    private final long[] counts = new long[LAST_SLOT + 1];
    private long count;
    private long totalNanos;
    private long leftOut;

    HistogramAccumulator plus(EventFields event) {
        var slot = slot(event.nanos("atLeast"), event.nanos("below"));
        var more = event.number("count");
        var nanos = event.nanos("total");
        if (slot == 0 || more <= 0 || nanos < 0) {
            leftOut++;
            return this;
        }
        counts[slot] = sum(counts[slot], more);
        count = sum(count, more);
        totalNanos = sum(totalNanos, nanos);
        return this;
    }

    /** Returns the slot with exactly these bounds, or 0. */
    private static int slot(long atLeast, long below) {
        for (int slot = 1; slot <= LAST_SLOT; slot++) {
            var row = HistogramTotal.Row.of(slot, 0);
            if (row.atLeastNanos() == atLeast && row.belowNanos() == below) {
                return slot;
            }
        }
        return 0;
    }

    /** Adds two numbers that are not negative; the sum is at most Long.MAX_VALUE. */
    private static long sum(long a, long b) {
        return a + b < 0 ? Long.MAX_VALUE : a + b;
    }

    long count() {
        return count;
    }

    HistogramTotal histogram() {
        return new HistogramTotal(count, totalNanos, leftOut, rows());
    }

    private List<HistogramTotal.Row> rows() {
        return IntStream.rangeClosed(1, LAST_SLOT)
                .filter(slot -> counts[slot] > 0)
                .mapToObj(slot -> HistogramTotal.Row.of(slot, counts[slot]))
                .toList();
    }
}
