package dev.pitot.cost;

import dev.pitot.kernel.RunTimes.RunTime;
import java.util.HashMap;
import java.util.Map;

/**
 * The totals at one moment or, as a difference, between two. The arrays are indexed by event number ({@code
 * EventKind.number()}, or that of thread starts, which serve all).
 *
 * @param nanos System.nanoTime
 * @param processNanos CPU time of the process
 * @param programs runs and their time, by program name
 * @param threads CPU time of Pitot's own threads, by name; it includes ended threads, so it only grows
 * @param hits hits of the probes in libjvm
 * @param records submitted records
 */
record CostTotals(
        long nanos,
        long processNanos,
        Map<String, RunTime> programs,
        Map<String, Long> threads,
        long[] hits,
        long[] records) {

    CostTotals since(CostTotals earlier) {
        var programs = new HashMap<String, RunTime>();
        this.programs.forEach(
                (name, now) -> programs.put(name, now.since(earlier.programs.getOrDefault(name, RunTime.NONE))));
        var threads = new HashMap<String, Long>();
        this.threads.forEach((name, now) -> threads.put(name, now - earlier.threads.getOrDefault(name, 0L)));
        return new CostTotals(
                nanos - earlier.nanos,
                processNanos - earlier.processNanos,
                programs,
                threads,
                difference(hits, earlier.hits),
                difference(records, earlier.records));
    }

    /**
     * Returns a copy whose thread times are scaled down from a longer time that contains this one.
     *
     * <p>The factor is this part's share of the elapsed time, or of the process's CPU time if that is less. Otherwise a
     * JVM that idled outside of this window would seem to have spent everything on Pitot within it.
     */
    CostTotals withThreadsOf(CostTotals longer) {
        var part = Math.min(part(nanos, longer.nanos), part(processNanos, longer.processNanos));
        var scaled = new HashMap<String, Long>();
        longer.threads.forEach((name, time) -> scaled.put(name, Math.round(time * part)));
        return new CostTotals(nanos, processNanos, programs, scaled, hits, records);
    }

    private static double part(long some, long all) {
        return all > 0 ? Math.min(1, (double) some / all) : 1;
    }

    /** Returns the difference. A value that became smaller has restarted with another session. */
    private static long[] difference(long[] now, long[] earlier) {
        var difference = now.clone();
        for (var i = 0; i < now.length && i < earlier.length; i++) {
            difference[i] = now[i] < earlier[i] ? now[i] : now[i] - earlier[i];
        }
        return difference;
    }
}
