package dev.pitot.report.model;

/**
 * The histograms that the kernel keeps, added up over the recording. Those with the longest total time come first.
 *
 * @param blockIo times of block requests; each request is in two, with and without its time in the queue
 * @param onCpu time on a CPU at a time, by kind of thread
 * @param offCpu time off the CPU at a time
 * @param runQueue time of waits for a CPU
 */
public record HistogramTotals(
        Top<Distribution<RequestKind>> blockIo,
        Top<Distribution<String>> onCpu,
        Top<Distribution<String>> offCpu,
        Top<Distribution<String>> runQueue) {}
