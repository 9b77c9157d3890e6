package dev.pitot.testkit;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import jdk.jfr.consumer.RecordedEvent;

/** Rows of a histogram in a recording. */
public record HistogramRows(List<RecordedEvent> rows) {
    public static final int SLOTS = 64;

    public static HistogramRows of(Run run, String event) throws IOException {
        return new HistogramRows(run.events("pitot." + event));
    }

    public HistogramRows where(Predicate<RecordedEvent> which) {
        return new HistogramRows(rows.stream().filter(which).toList());
    }

    /** Those of windows that end in the second mark or before it, and begin in the first or after it. */
    public HistogramRows between(RecordedEvent begin, RecordedEvent end) {
        return where(row -> !row.getStartTime().isBefore(begin.getStartTime())
                && !row.getEndTime().isAfter(end.getEndTime()));
    }

    public long count() {
        return rows.stream().mapToLong(row -> row.getLong("count")).sum();
    }

    public long total() {
        return rows.stream().mapToLong(row -> row.getLong("total")).sum();
    }

    public long[] counts() {
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

    public Instant start() {
        return rows.stream()
                .map(RecordedEvent::getStartTime)
                .min(Instant::compareTo)
                .orElseThrow();
    }

    public Instant end() {
        return rows.stream()
                .map(RecordedEvent::getEndTime)
                .max(Instant::compareTo)
                .orElseThrow();
    }

    /** By its upper bound, a power of 2 of microseconds. */
    public static int slot(RecordedEvent row) {
        return Long.numberOfTrailingZeros(row.getLong("below") / 1000);
    }

    /** As {@code bpf_log2l} has it, of whole microseconds. */
    public static int slot(Duration duration) {
        return Long.SIZE - Long.numberOfLeadingZeros(Math.max(1, duration.toNanos() / 1000));
    }
}
