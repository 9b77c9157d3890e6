package dev.pitot.report.model;

/**
 * The histograms that the kernel keeps, added up over the recording; those with the longest times together come first.
 *
 * @param blockIo of block requests; each request is in two, with and without its time in the queue
 * @param onCpu how long threads of a kind had a CPU at a time
 * @param offCpu how long they were off it
 * @param runQueue how long they waited for one
 */
public record HistogramTotals(
        Top<Distribution<RequestKind>> blockIo,
        Top<Distribution<String>> onCpu,
        Top<Distribution<String>> offCpu,
        Top<Distribution<String>> runQueue) {}
