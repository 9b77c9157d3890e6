package dev.pitot.report.model;

/**
 * What a recording says about where the time went. Lists are sorted, the most expensive first, and hold as many entries as were asked
 * for; each says of how many these are.
 *
 * @param coverage what part of the recording was measured
 */
public record Report(
        Header header,
        Coverage coverage,
        Phases phases,
        Disk disk,
        Cpu cpu,
        Waits waits,
        HistogramTotals histograms,
        Cost cost) {}
