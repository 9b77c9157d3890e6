package dev.pitot.report;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Adds up block requests by file, by thread and by phase. */
final class DiskCollector {

    private static final String NO_PHASE = "(no phase)";

    private final int top;
    private final Tally<FileKey, Requests> files = tally(FileKey.OTHERS);
    private final Tally<FileKey, Requests> asynchronous = tally(FileKey.OTHERS);
    private final Tally<ThreadRef, Requests> threads = tally(new ThreadRef(0, "(other threads)"));
    private final Tally<String, Requests> phases = tally("(other phases)");

    DiskCollector(int top) {
        this.top = top;
    }

    private static <K> Tally<K, Requests> tally(K others) {
        return new Tally<>(others, key -> new Requests());
    }

    void add(Fields event) {
        if (event.flag("async")) {
            asynchronous.add(FileKey.of(event), requests -> requests.plus(event));
            return;
        }
        var phase = event.text("phase");
        files.add(FileKey.of(event), requests -> requests.plus(event));
        threads.add(ThreadRef.of(event), requests -> requests.plus(event));
        phases.add(phase == null ? NO_PHASE : phase, requests -> requests.plus(event));
    }

    Disk disk() {
        return new Disk(
                files(files.byKey()),
                files(asynchronous.byKey()),
                costliest(threads.byKey(), ThreadRef::name),
                costliest(phases.byKey(), Function.identity()));
    }

    /** Two files of one name, as every partition of a log has them, are told apart by their inode. */
    private List<DiskTotal> files(Map<FileKey, Requests> byFile) {
        var sharing = new HashMap<String, Integer>();
        byFile.keySet().forEach(key -> sharing.merge(key.name(), 1, Integer::sum));
        return costliest(byFile, key -> sharing.get(key.name()) == 1 ? key.name() : key.qualified());
    }

    private <K> List<DiskTotal> costliest(Map<K, Requests> totals, Function<K, String> name) {
        return totals.entrySet().stream()
                .map(entry -> entry.getValue().total(name.apply(entry.getKey())))
                .sorted(Comparator.comparingLong(DiskTotal::diskNanos).reversed())
                .limit(top)
                .toList();
    }
}
