package dev.pitot.report;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Adds up block requests by file, by thread and by phase. */
final class DiskCollector {

    private static final String NO_PHASE = "(no phase)";
    private static final String ALL = "(all)";

    private final int top;
    private final Tally<FileKey, Requests> files = tally(FileKey.OTHERS);
    private final Tally<FileKey, Requests> asynchronous = tally(FileKey.OTHERS);
    private final Tally<ThreadRef, Requests> threads = tally(new ThreadRef(0, "(other threads)"));
    private final Tally<String, Requests> phases = tally("(other phases)");
    private final Requests all = new Requests();
    private final Requests allWritten = new Requests();

    DiskCollector(int top) {
        this.top = top;
    }

    private static <K> Tally<K, Requests> tally(K others) {
        return new Tally<>(others, key -> new Requests());
    }

    void add(Fields event) {
        if (event.flag("async")) {
            asynchronous.add(FileKey.of(event), requests -> requests.plus(event));
            allWritten.plus(event);
            return;
        }
        var phase = event.text("phase");
        all.plus(event);
        files.add(FileKey.of(event), requests -> requests.plus(event));
        threads.add(ThreadRef.of(event), requests -> requests.plus(event));
        phases.add(phase == null ? NO_PHASE : phase, requests -> requests.plus(event));
    }

    /** @param histograms that count all requests */
    Disk disk(HistogramCollector histograms, Coverage.@Nullable Thresholds thresholds) {
        return new Disk(
                Recorded.of(all.count(), histograms.requests(false), thresholds),
                all.total(ALL),
                files(files.byKey()),
                Recorded.of(allWritten.count(), histograms.requests(true), thresholds),
                allWritten.total(ALL),
                files(asynchronous.byKey()),
                costliest(threads.byKey(), ThreadRef::name),
                costliest(phases.byKey(), Function.identity()));
    }

    /** Two files of one name, as every partition of a log has them, are told apart by their inode. */
    private Top<DiskTotal> files(Map<FileKey, Requests> byFile) {
        var sharing = new HashMap<String, Integer>();
        byFile.keySet().forEach(key -> sharing.merge(key.name(), 1, Integer::sum));
        return costliest(byFile, key -> sharing.get(key.name()) == 1 ? key.name() : key.qualified());
    }

    private <K> Top<DiskTotal> costliest(Map<K, Requests> totals, Function<K, String> name) {
        var all = totals.entrySet().stream()
                .map(entry -> entry.getValue().total(name.apply(entry.getKey())))
                .sorted(Comparator.comparingLong(DiskTotal::diskNanos).reversed())
                .toList();
        return Top.of(all, top);
    }
}
