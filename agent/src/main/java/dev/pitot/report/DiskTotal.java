package dev.pitot.report;

/**
 * Block requests that have something in common: a file, a thread, a phase.
 *
 * @param others requests that neither read nor write, as flushes and discards
 * @param diskNanos the sum of what each request took, in the queue and on the device; requests overlap, so it may be
 *     more than the time that passed
 * @param p50Nanos the median of what one request took, within 1 %; {@code p99Nanos} likewise; the maximum is exact
 */
public record DiskTotal(
        String name,
        long reads,
        long writes,
        long others,
        long bytes,
        long diskNanos,
        long p50Nanos,
        long p99Nanos,
        long maxNanos) {}
