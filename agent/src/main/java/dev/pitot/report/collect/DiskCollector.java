package dev.pitot.report.collect;

import dev.pitot.report.model.Coverage;
import dev.pitot.report.model.Disk;
import dev.pitot.report.model.DiskTotal;
import dev.pitot.report.model.EventFields;
import dev.pitot.report.model.FileKey;
import dev.pitot.report.model.Recorded;
import dev.pitot.report.model.ThreadRef;
import dev.pitot.report.model.Top;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Adds up block requests by file, by thread and by phase. */
final class DiskCollector {

    private static final String NO_PHASE = "(no phase)";
    private static final String ALL = "(all)";

    private final int top;
    private final Tally<FileKey, Requests> files = tally(FileKey.OTHERS);
    private final Tally<FileKey, Requests> asynchronous = tally(FileKey.OTHERS);
    private final Map<FileKey, FileNames> names = new HashMap<>(); // has only the keys of the two bounded tallies above
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

    void add(EventFields event) {
        var file = FileKey.of(event);
        if (event.flag("async")) {
            name(asynchronous.add(file, requests -> requests.plus(event)), event);
            allWritten.plus(event);
            return;
        }
        var phase = event.text("phase");
        all.plus(event);
        name(files.add(file, requests -> requests.plus(event)), event);
        threads.add(ThreadRef.of(event), requests -> requests.plus(event));
        phases.add(phase == null ? NO_PHASE : phase, requests -> requests.plus(event));
    }

    /** @param histograms counts of all requests */
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

    /**
     * Names the files. Files of the same name, such as the partitions of a log, also get their inode, and more if
     * needed.
     */
    private Top<DiskTotal> files(Map<FileKey, Requests> byFile) {
        var names = new HashMap<FileKey, String>();
        byFile.keySet().forEach(key -> names.put(key, name(key)));
        qualify(names, FileKey::where);
        qualify(names, FileKey::when);
        return costliest(byFile, key -> Objects.requireNonNull(names.get(key)));
    }

    private String name(FileKey key) {
        return key.equals(FileKey.OTHERS)
                ? key.name()
                : names.getOrDefault(key, FileNames.NONE).toString();
    }

    private void name(FileKey counted, EventFields event) {
        var before = names.getOrDefault(counted, FileNames.NONE);
        names.put(counted, before.plus(FileKey.name(event), event.start()));
    }

    /** Adds a qualifier to each name that occurs more than once. */
    private void qualify(Map<FileKey, String> names, Function<FileKey, String> more) {
        var sharing = new HashMap<String, Integer>();
        names.values().forEach(name -> sharing.merge(name, 1, Integer::sum));
        names.replaceAll((key, name) -> sharing.getOrDefault(name, 1) == 1 ? name : name(key) + more.apply(key));
    }

    private <K> Top<DiskTotal> costliest(Map<K, Requests> totals, Function<K, String> name) {
        var all = totals.entrySet().stream()
                .map(entry -> entry.getValue().total(name.apply(entry.getKey())))
                .sorted(Comparator.comparingLong(DiskTotal::diskNanos).reversed())
                .toList();
        return Top.of(all, top);
    }
}
