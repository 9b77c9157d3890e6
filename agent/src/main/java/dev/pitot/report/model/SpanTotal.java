package dev.pitot.report.model;

/**
 * The spans of one key together.
 *
 * @param p50Nanos median of their durations, within 1 %; {@code p99Nanos} likewise; the maximum is exact
 */
public record SpanTotal(
        SpanKey key, long count, long totalNanos, long p50Nanos, long p99Nanos, long maxNanos, SpanBill bill) {}
