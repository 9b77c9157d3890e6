package dev.pitot.report.collect;

import dev.pitot.report.model.Distribution;
import dev.pitot.report.model.EventFields;
import dev.pitot.report.model.HistogramTotals;
import dev.pitot.report.model.RequestKind;
import dev.pitot.report.model.Top;
import java.util.Comparator;
import java.util.List;

/** Adds up the rows of histograms by their subject. */
final class HistogramCollector {

    private final int top;
    private final Tally<RequestKind, HistogramAccumulator> blockIo = tally(RequestKind.OTHERS);
    private final Tally<String, HistogramAccumulator> onCpu = tally("(other)");
    private final Tally<String, HistogramAccumulator> offCpu = tally("(other)");
    private final Tally<String, HistogramAccumulator> runQueue = tally("(other)");

    HistogramCollector(int top) {
        this.top = top;
    }

    private static <K> Tally<K, HistogramAccumulator> tally(K others) {
        return new Tally<>(others, key -> new HistogramAccumulator());
    }

    void addBlockIo(EventFields event) {
        blockIo.add(RequestKind.of(event), rows -> rows.plus(event));
    }

    void addOnCpu(EventFields event) {
        addByKind(onCpu, event);
    }

    void addOffCpu(EventFields event) {
        addByKind(offCpu, event);
    }

    void addRunQueue(EventFields event) {
        addByKind(runQueue, event);
    }

    private static void addByKind(Tally<String, HistogramAccumulator> kinds, EventFields event) {
        var kind = event.text("kind");
        kinds.add(kind == null ? "(unknown)" : kind, rows -> rows.plus(event));
    }

    /** Counts block requests of any duration. Each is in two histograms and counts once. */
    long requests(boolean async) {
        return blockIo.byKey().entrySet().stream()
                .filter(entry -> entry.getKey().queued() && entry.getKey().async() == async)
                .mapToLong(entry -> entry.getValue().count())
                .sum();
    }

    /** Counts waits for a CPU. Those of Pitot's own threads make no events and are left out. */
    long waitsForCpu() {
        return runQueue.byKey().entrySet().stream()
                .filter(entry -> !entry.getKey().equals(CpuCollector.OWN))
                .mapToLong(entry -> entry.getValue().count())
                .sum();
    }

    HistogramTotals histograms() {
        return new HistogramTotals(longest(blockIo), longest(onCpu), longest(offCpu), longest(runQueue));
    }

    private <K> Top<Distribution<K>> longest(Tally<K, HistogramAccumulator> tally) {
        return Top.of(sorted(tally), top);
    }

    private static <K> List<Distribution<K>> sorted(Tally<K, HistogramAccumulator> tally) {
        return tally.byKey().entrySet().stream()
                .map(entry ->
                        new Distribution<>(entry.getKey(), entry.getValue().histogram()))
                .sorted(Comparator.<Distribution<K>>comparingLong(
                                distribution -> distribution.times().totalNanos())
                        .reversed())
                .toList();
    }
}
