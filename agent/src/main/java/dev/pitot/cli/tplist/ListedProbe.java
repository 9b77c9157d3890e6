package dev.pitot.cli.tplist;

import dev.pitot.usdt.Probe;
import dev.pitot.usdt.Site;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * A probe with all its sites. They may be in several files of a process: libstdc++'s probes are in every library that
 * was linked statically with it.
 *
 * @param file first file with this probe
 */
record ListedProbe(String provider, String name, Path file, List<Place> places) {

    /** A site and its file. */
    record Place(Path file, Site site) {}

    /** A file and its probes. */
    record FileProbes(Path file, List<Probe> probes) {
        static long places(List<FileProbes> files) {
            return files.stream()
                    .flatMap(file -> file.probes().stream())
                    .mapToLong(probe -> probe.sites().size())
                    .sum();
        }
    }

    String fullName() {
        return provider + ":" + name;
    }

    /** Merges all probes of the same name, in the order of their first occurrence. */
    static List<ListedProbe> merge(List<FileProbes> files) {
        var merged = new LinkedHashMap<String, ListedProbe>();
        for (var file : files) {
            for (var probe : file.probes()) {
                var listed = merged.computeIfAbsent(
                        probe.fullName(),
                        absent -> new ListedProbe(probe.provider(), probe.name(), file.file(), new ArrayList<>()));
                probe.sites().forEach(site -> listed.places().add(new Place(file.file(), site)));
            }
        }
        return List.copyOf(merged.values());
    }
}
