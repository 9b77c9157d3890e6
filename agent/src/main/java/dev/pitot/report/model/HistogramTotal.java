package dev.pitot.report.model;

import java.util.List;

/**
 * Durations of the whole recording, counted by powers of two of microseconds.
 *
 * @param totalNanos sum of the durations, so that {@link #averageNanos} is exact
 * @param rowsLeftOut events with impossible bounds or counts, which are in none of the sums
 * @param rows rows that are not empty, the shortest durations first
 */
public record HistogramTotal(long count, long totalNanos, long rowsLeftOut, List<Row> rows) {

    private static final int MICRO = 1000;

    /** The number of durations from the first bound to just below the second. */
    public record Row(long atLeastNanos, long belowNanos, long count) {

        /** Makes the row of a slot as BCC's {@code bpf_log2l} numbers it for microseconds. */
        public static Row of(int slot, long count) {
            var below = (1L << slot) * MICRO;
            return new Row(slot == 1 ? 0 : below / 2, below, count);
        }

        /** Returns the slot's number. */
        public int slot() {
            return Long.numberOfTrailingZeros(belowNanos / MICRO);
        }
    }

    /** Returns the average duration, rounded down. */
    public long averageNanos() {
        return count == 0 ? 0 : totalNanos / count;
    }
}
