package dev.pitot.report.model;

/**
 * Block requests of the same file, thread or phase.
 *
 * @param bytes bytes read or written
 * @param discardedBytes bytes that the device need not keep any more
 * @param others requests of other kinds: zeroes that the device writes itself, zones
 * @param diskNanos sum of each request's time in the queue and on the device. Requests overlap, so it may exceed the
 *     elapsed time
 * @param p50Nanos median of a request's time, within 1 %; {@code p99Nanos} likewise; the maximum is exact
 */
public record DiskTotal(
        String name,
        long reads,
        long writes,
        long bytes,
        long flushes,
        long discards,
        long discardedBytes,
        long others,
        long diskNanos,
        long p50Nanos,
        long p99Nanos,
        long maxNanos) {}
