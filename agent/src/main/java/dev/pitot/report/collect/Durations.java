package dev.pitot.report.collect;

import org.HdrHistogram.PackedHistogram;

/** Counts and adds up durations. Percentiles are exact to 1 %, the maximum is exact. It takes some hundred bytes. */
final class Durations {
    private long sum;
    private long max;
    private final PackedHistogram histogram = new PackedHistogram(2);

    void add(long nanos) {
        sum += nanos;
        max = Math.max(max, nanos);
        histogram.recordValue(nanos);
    }

    /** Takes some of the added durations away. The maximum stays. */
    void remove(Durations some) {
        sum -= some.sum;
        histogram.subtract(some.histogram);
    }

    long count() {
        return histogram.getTotalCount();
    }

    long sum() {
        return sum;
    }

    long max() {
        return max;
    }

    long percentile(double percent) {
        return Math.min(max, histogram.getValueAtPercentile(percent));
    }
}
