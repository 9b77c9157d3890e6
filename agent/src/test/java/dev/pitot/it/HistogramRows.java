package dev.pitot.it;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import jdk.jfr.consumer.RecordedEvent;

/** Rows of a histogram in a recording. */
record HistogramRows(List<RecordedEvent> rows) {
    static final int SLOTS = 64;

    static HistogramRows of(Run run, String event) throws IOException {
        return new HistogramRows(run.events("pitot." + event));
    }

    HistogramRows where(Predicate<RecordedEvent> which) {
        return new HistogramRows(rows.stream().filter(which).toList());
    }

    /** Those of windows that end in the second mark or before it, and begin in the first or after it. */
    HistogramRows between(RecordedEvent begin, RecordedEvent end) {
        return where(row -> !row.getStartTime().isBefore(begin.getStartTime())
                && !row.getEndTime().isAfter(end.getEndTime()));
    }

    long count() {
        return rows.stream().mapToLong(row -> row.getLong("count")).sum();
    }

    long total() {
        return rows.stream().mapToLong(row -> row.getLong("total")).sum();
    }

    long[] counts() {
        return sums("count");
    }

    long[] totals() {
        return sums("total");
    }

    private long[] sums(String field) {
        var sums = new long[SLOTS];
        rows.forEach(row -> sums[slot(row)] += row.getLong(field));
        return sums;
    }

    Instant start() {
        return rows.stream()
                .map(RecordedEvent::getStartTime)
                .min(Instant::compareTo)
                .orElseThrow();
    }

    Instant end() {
        return rows.stream()
                .map(RecordedEvent::getEndTime)
                .max(Instant::compareTo)
                .orElseThrow();
    }

    /** By its upper bound, a power of 2 of microseconds. */
    static int slot(RecordedEvent row) {
        return Long.numberOfTrailingZeros(row.getLong("below") / 1000);
    }

    /** As {@code bpf_log2l} has it, of whole microseconds. */
    static int slot(Duration duration) {
        return Long.SIZE - Long.numberOfLeadingZeros(Math.max(1, duration.toNanos() / 1000));
    }
}
