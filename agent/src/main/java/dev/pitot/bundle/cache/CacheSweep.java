package dev.pitot.bundle.cache;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/** Keeps a cache small. It removes all but the newest bundles and numbers of kernels, and the unfinished files of killed JVMs. */
final class CacheSweep {
    static final int KEPT = 8;

    /** Longer than writing any bundle takes. */
    private static final Duration ABANDONED = Duration.ofHours(1);

    private CacheSweep() {}

    /** Sweeps around a file just written, which stays. An error ends the sweep, because the cache works without it. */
    static void after(Path written) {
        try {
            var directory = Objects.requireNonNull(written.toAbsolutePath().getParent());
            for (var suffix : List.of(BundleCache.SUFFIX, BundleCache.NUMBERS)) {
                if (written.toString().endsWith(suffix)) {
                    removeOldest(directory, suffix, written.getFileName());
                }
            }
            removeAbandoned(directory);
        } catch (IOException | DirectoryIteratorException e) {
            // The next writer tries again.
        }
    }

    private static void removeOldest(Path directory, String suffix, Path kept) throws IOException {
        var others = new ArrayList<Aged>();
        for (var file : list(directory, "*" + suffix)) {
            if (!file.path().getFileName().equals(kept)) {
                others.add(file);
            }
        }
        others.sort(Comparator.comparing(Aged::modified).reversed());
        for (var old : others.subList(Math.min(KEPT - 1, others.size()), others.size())) {
            Files.deleteIfExists(old.path());
        }
    }

    private static void removeAbandoned(Path directory) throws IOException {
        var latest = Instant.now().minus(ABANDONED);
        for (var temporary : list(directory, "*" + AtomicFile.TEMPORARY)) {
            if (temporary.modified().isBefore(latest)) {
                Files.deleteIfExists(temporary.path());
            }
        }
    }

    private record Aged(Path path, Instant modified) {}

    private static List<Aged> list(Path directory, String glob) throws IOException {
        var files = new ArrayList<Aged>();
        try (var entries = Files.newDirectoryStream(directory, glob)) {
            for (var entry : entries) {
                age(entry, files);
            }
        }
        return files;
    }

    private static void age(Path file, List<Aged> files) throws IOException {
        try {
            files.add(new Aged(
                    file,
                    Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant()));
        } catch (NoSuchFileException e) {
            // Another JVM has just removed it.
        }
    }
}
