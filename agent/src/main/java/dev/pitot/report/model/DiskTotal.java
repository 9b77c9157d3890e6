package dev.pitot.report.model;

/**
 * Block requests that have something in common: a file, a thread, a phase.
 *
 * @param bytes that were read or written
 * @param discardedBytes that the device need not keep any more
 * @param others requests that are for something else: zeroes that the device makes itself, zones
 * @param diskNanos the sum of what each request took, in the queue and on the device; requests overlap, so it may be
 *     more than the time that passed
 * @param p50Nanos the median of what one request took, within 1 %; {@code p99Nanos} likewise; the maximum is exact
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
