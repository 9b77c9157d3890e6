package dev.pitot.drain;

import dev.pitot.bpf.BpfException;
import dev.pitot.bpf.BpfMap;
import dev.pitot.kernel.LoadedBundle;
import dev.pitot.kernel.RunTimes.RunTime;
import dev.pitot.record.Layout;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.Map;

/** Sums of the counters that the programs keep on each CPU. */
final class MappedCounters {
    private final BpfMap hits;
    private final BpfMap runs;

    MappedCounters(LoadedBundle kernel) {
        hits = kernel.map("hits");
        runs = kernel.map("runs");
    }

    /** Returns the hits of the probes in libjvm, by the number of the event they serve. Unreadable counters are 0. */
    long[] hits() {
        var sums = new long[Layout.RECORD_TYPES];
        for (var type = 0; type < sums.length; type++) {
            try (var arena = Arena.ofConfined()) {
                sums[type] = sum(hits, type, 0, Long.BYTES, arena);
            } catch (BpfException e) {
                return sums;
            }
        }
        return sums;
    }

    /** Returns the run times of the programs that time themselves, by name. */
    Map<String, RunTime> runTimes() throws BpfException {
        var times = new LinkedHashMap<String, RunTime>();
        for (var program = 0; program < Layout.RUNS.size(); program++) {
            try (var arena = Arena.ofConfined()) {
                var count = sum(runs, program, Layout.RUN_COUNT, Layout.RUN_SIZE, arena);
                var nanos = sum(runs, program, Layout.RUN_NANOS, Layout.RUN_SIZE, arena);
                times.put(Layout.RUNS.get(program), new RunTime(count, nanos));
            }
        }
        return times;
    }

    private static long sum(BpfMap map, int index, long field, int size, Arena arena) throws BpfException {
        var cpus = map.getOfAllCpus(index, arena);
        var sum = 0L;
        for (var at = field; at < cpus.byteSize(); at += size) {
            sum += cpus.get(ValueLayout.JAVA_LONG, at);
        }
        return sum;
    }
}
