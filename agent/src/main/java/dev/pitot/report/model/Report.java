package dev.pitot.report.model;

/**
 * The content of a recording: where the time went. Lists are sorted, the most expensive first. Each has at most the
 * requested number of entries, and the number of all.
 *
 * @param coverage measured part of the recording
 */
public record Report(
        Header header,
        Coverage coverage,
        SpanTotals spans,
        Phases phases,
        Disk disk,
        Cpu cpu,
        Waits waits,
        HistogramTotals histograms,
        Cost cost) {}
