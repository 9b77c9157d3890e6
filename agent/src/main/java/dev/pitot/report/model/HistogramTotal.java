package dev.pitot.report.model;

import java.util.List;

/**
 * How many of something took how long, by powers of two of microseconds, over the whole recording.
 *
 * @param totalNanos what they took together, so that {@link #averageNanos} is exact and no guess from the rows
 * @param rowsLeftOut events of which the bounds or the numbers cannot be right; they are in none of the sums
 * @param rows those with any, the shortest times first
 */
public record HistogramTotal(long count, long totalNanos, long rowsLeftOut, List<Row> rows) {

    private static final int MICRO = 1000;

    /** How many took at least the one and less than the other time. */
    public record Row(long atLeastNanos, long belowNanos, long count) {

        /** Of the slot with a number as BCC's {@code bpf_log2l} gives it to the microseconds. */
        public static Row of(int slot, long count) {
            var below = (1L << slot) * MICRO;
            return new Row(slot == 1 ? 0 : below / 2, below, count);
        }

        /** The slot's number. */
        public int slot() {
            return Long.numberOfTrailingZeros(belowNanos / MICRO);
        }
    }

    /** What one took on average, rounded down. */
    public long averageNanos() {
        return count == 0 ? 0 : totalNanos / count;
    }
}
