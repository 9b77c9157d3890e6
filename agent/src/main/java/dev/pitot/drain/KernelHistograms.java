package dev.pitot.drain;

import dev.pitot.bpf.BpfException;
import dev.pitot.bpf.BpfMap;
import dev.pitot.kernel.LoadedBundle;
import dev.pitot.plan.EventKind;
import dev.pitot.plan.Histogram;
import dev.pitot.plan.Histogram.Unit;
import dev.pitot.record.Layout;
import dev.pitot.record.Series;
import dev.pitot.record.Slots;
import java.lang.foreign.Arena;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads the kernel's histograms: totals since the session began, over the times in which they were wanted. */
final class KernelHistograms {
    private static final int SIZE = Layout.SLOTS * Layout.SLOT_SIZE;

    private final BpfMap ofThreads;
    private final BpfMap ofRequests;

    KernelHistograms(LoadedBundle kernel) {
        ofThreads = kernel.map("cpu_histograms");
        ofRequests = kernel.map("io_histograms");
    }

    Map<Series, Slots> read(Histogram histogram) throws BpfException {
        return histogram.kind() == EventKind.BLOCK_IO_LATENCY ? requests(histogram.unit()) : threads(histogram);
    }

    private Map<Series, Slots> threads(Histogram histogram) throws BpfException {
        var series = new LinkedHashMap<Series, Slots>();
        try (var arena = Arena.ofConfined()) {
            var cpus = ofThreads.getOfAllCpus(0, arena);
            for (var kind = 0; kind < Layout.KINDS; kind++) {
                var slots = Slots.none();
                var row = Layout.threadHistogram(kind, histogram.unit().ordinal(), histogram.index());
                for (long cpu = 0; cpu < cpus.byteSize(); cpu += Layout.THREAD_HISTOGRAMS_SIZE) {
                    slots.add(cpus, cpu + (long) row * SIZE);
                }
                series.put(Series.ofKind(kind), slots);
            }
        }
        return series;
    }

    private Map<Series, Slots> requests(Unit unit) throws BpfException {
        var series = new LinkedHashMap<Series, Slots>();
        for (var key : ofRequests.keys()) {
            if (key[Layout.IO_KEY_UNIT] == unit.ordinal()) {
                try (var arena = Arena.ofConfined()) {
                    var value = arena.allocate(SIZE, 8);
                    if (ofRequests.get(key, value)) {
                        series.computeIfAbsent(Series.Requests.of(key), any -> Slots.none())
                                .add(value, 0);
                    }
                }
            }
        }
        return series;
    }
}
