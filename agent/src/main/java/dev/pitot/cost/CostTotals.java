package dev.pitot.cost;

import dev.pitot.kernel.RunTimes.RunTime;
import java.util.HashMap;
import java.util.Map;

/**
 * What had been spent and done at one moment, or, as a difference, between two. The arrays are by the numbers of events
 * ({@code EventKind.number()}, and that of thread starts, which serve all).
 *
 * @param nanos System.nanoTime
 * @param processNanos CPU time of the process
 * @param programs runs and their time, by name
 * @param threads CPU time of Pitot's own threads, by name; of all that there have been, so it only grows
 * @param hits of the probes in libjvm
 * @param records handed over
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
     * With what threads took in a longer time, of which this is a part: as much of it as of that time falls into this, or of the
     * process's CPU time if that is less. A JVM that idled but for this time would seem to have spent on Pitot in it what it took in all.
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

    /** What became smaller has begun anew, with another session. */
    private static long[] difference(long[] now, long[] earlier) {
        var difference = now.clone();
        for (var i = 0; i < now.length && i < earlier.length; i++) {
            difference[i] = now[i] < earlier[i] ? now[i] : now[i] - earlier[i];
        }
        return difference;
    }
}
