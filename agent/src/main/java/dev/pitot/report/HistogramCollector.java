package dev.pitot.report;

import java.util.Comparator;
import java.util.List;

/** Adds up the rows of histograms by what they are about. */
final class HistogramCollector {

    private final int top;
    private final Tally<RequestKind, Rows> blockIo = tally(RequestKind.OTHERS);
    private final Tally<String, Rows> onCpu = tally("(other)");
    private final Tally<String, Rows> offCpu = tally("(other)");
    private final Tally<String, Rows> runQueue = tally("(other)");

    HistogramCollector(int top) {
        this.top = top;
    }

    private static <K> Tally<K, Rows> tally(K others) {
        return new Tally<>(others, key -> new Rows());
    }

    void addBlockIo(Fields event) {
        blockIo.add(RequestKind.of(event), rows -> rows.plus(event));
    }

    void addOnCpu(Fields event) {
        addByKind(onCpu, event);
    }

    void addOffCpu(Fields event) {
        addByKind(offCpu, event);
    }

    void addRunQueue(Fields event) {
        addByKind(runQueue, event);
    }

    private static void addByKind(Tally<String, Rows> kinds, Fields event) {
        var kind = event.text("kind");
        kinds.add(kind == null ? "(unknown)" : kind, rows -> rows.plus(event));
    }

    /** How many block requests there were, whatever they took: each is in two histograms, and counts once. */
    long requests(boolean async) {
        return blockIo.byKey().entrySet().stream()
                .filter(entry -> entry.getKey().queued() && entry.getKey().async() == async)
                .mapToLong(entry -> entry.getValue().count())
                .sum();
    }

    /** How many waits for a CPU there were; of Pitot's own threads they are no events. */
    long waitsForCpu() {
        return runQueue.byKey().entrySet().stream()
                .filter(entry -> !entry.getKey().equals(CpuCollector.OWN))
                .mapToLong(entry -> entry.getValue().count())
                .sum();
    }

    Histograms histograms() {
        return new Histograms(longest(blockIo), longest(onCpu), longest(offCpu), longest(runQueue));
    }

    private <K> Top<Distribution<K>> longest(Tally<K, Rows> tally) {
        return Top.of(sorted(tally), top);
    }

    private static <K> List<Distribution<K>> sorted(Tally<K, Rows> tally) {
        return tally.byKey().entrySet().stream()
                .map(entry ->
                        new Distribution<>(entry.getKey(), entry.getValue().histogram()))
                .sorted(Comparator.<Distribution<K>>comparingLong(
                                distribution -> distribution.times().totalNanos())
                        .reversed())
                .toList();
    }
}
