package dev.pitot.report;

import java.util.List;

/**
 * What a recording says about where the time went. Lists are sorted, the most expensive first, and hold as many entries
 * as were asked for.
 *
 * @param slowest the slowest phases in which the JVM did something, some of every type
 * @param slowestWaits the slowest phases in which a thread waited by its own wish: parks, sleeps, contended monitors.
 *     Apart, because an idle pool's parks are longer than anything else
 * @param longestIoWaits the phases of any type that waited longest for the disk
 * @param phases the total of every phase type
 * @param threads threads by their time on a CPU
 */
public record Report(
        Header header,
        List<Phase> slowest,
        List<Phase> slowestWaits,
        List<Phase> longestIoWaits,
        List<PhaseTotal> phases,
        Disk disk,
        List<CpuTotal> threads,
        Waits waits,
        Histograms histograms,
        Cost cost) {}
