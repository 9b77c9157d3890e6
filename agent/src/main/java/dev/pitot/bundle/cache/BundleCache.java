package dev.pitot.bundle.cache;

import dev.pitot.bundle.Bundle;
import dev.pitot.bundle.BundleCodec;
import dev.pitot.bundle.BundleException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Bundles on disk, one file {@code <key>.bundle} each, at most the newest eight, and other files beside them.
 *
 * <p>The cache throws {@link CacheRefused} for anything that another user could have written, because a root process
 * loads programs into the kernel from here. It removes damaged files and treats them as absent. Several JVMs may use
 * one directory at the same time.
 */
public final class BundleCache {
    static final String SUFFIX = ".bundle";

    /** The end of the names of files with a kernel's numbers; the newest eight are kept, too. */
    public static final String NUMBERS = ".numbers";

    /** Where root keeps what all users may read. */
    private static final Path SYSTEM = Path.of("/var/cache");

    /** Where root keeps what a program of the system needs. */
    private static final Path LIBRARY = Path.of("/var/lib");

    private static final String NAME = "pitot";

    private final CacheDirectory directory;

    private BundleCache(CacheDirectory directory) {
        this.directory = directory;
    }

    /**
     * Opens the cache and creates its directory if it is missing.
     *
     * <p>The directory is {@code chosen}, else {@code $XDG_CACHE_HOME/pitot}, else {@code .cache/pitot} in the user's
     * home, else {@code /var/tmp/pitot-<uid>}. A directory chosen by option or environment is used or refused. Only the
     * home directory has {@code /var/tmp} as a fallback.
     */
    public static BundleCache open(@Nullable Path chosen) throws IOException {
        return open(CacheLocation.ofThisProcess(chosen, EffectiveUser.uid()));
    }

    static BundleCache open(CacheLocation location) throws IOException {
        CacheRefused refused = null;
        for (var candidate : location.candidates()) {
            try {
                return new BundleCache(CacheDirectory.open(candidate, location.uid()));
            } catch (CacheRefused e) {
                if (refused != null) {
                    e.addSuppressed(refused);
                }
                refused = e;
            }
        }
        throw refused == null ? new IOException("no place for a cache") : refused;
    }

    /**
     * Opens the system's cache, which root fills with the command {@code prepare} and every user's JVM reads. Empty if
     * there is none, or if anybody but root could have written it.
     *
     * @param chosen a cache that the user chose is the only one; null for none
     */
    public static Optional<BundleCache> system(@Nullable Path chosen) {
        try {
            return chosen == null
                    ? CacheDirectory.existing(SYSTEM, NAME, CacheTrust.ROOT).map(BundleCache::new)
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Opens the system's cache and creates it if it is missing, as only root can. */
    public static BundleCache makeSystem() throws IOException {
        return new BundleCache(CacheDirectory.makePublic(SYSTEM, NAME, CacheTrust.ROOT));
    }

    /** Opens the directory from which the helper loads programs, and creates it if it is missing, as only root can. */
    public static BundleCache makeInstalled() throws IOException {
        var parent = CacheDirectory.makePublic(LIBRARY, NAME, CacheTrust.ROOT).path();
        return new BundleCache(CacheDirectory.makePublic(parent, "bundles", CacheTrust.ROOT));
    }

    /** Returns the directory, with symbolic links resolved. */
    public Path path() {
        return directory.path();
    }

    /** Returns the bundle of a key, after checking that it is whole and has that key. */
    public Optional<Bundle> get(String key) throws IOException {
        var file = file(key);
        directory.verify();
        try {
            var content = CachedFile.read(file, directory.trust());
            return content.isEmpty() ? Optional.empty() : Optional.of(decode(content.get(), file, key));
        } catch (BundleException e) {
            remove(file);
            return Optional.empty();
        }
    }

    /** Writes a bundle under its key, replacing an older one, and removes the oldest bundles. */
    public void put(Bundle bundle) throws IOException {
        directory.verify();
        var file = file(bundle.key());
        AtomicFile.write(file, BundleCodec.encode(bundle), directory.isPublic());
        CacheSweep.after(file);
    }

    /** Writes a bundle for the helper, which names it otherwise than {@link #put}, and removes the oldest bundles. */
    public void putInstalled(String name, byte[] content) throws IOException {
        putFile(name, content);
    }

    /** Writes a file with the numbers of a kernel, replacing an older one of that name. */
    public void putNumbers(String name, byte[] content) throws IOException {
        putFile(name, content);
    }

    private void putFile(String name, byte[] content) throws IOException {
        directory.verify();
        var file = path().resolve(name);
        AtomicFile.write(file, content, directory.isPublic());
        CacheSweep.after(file);
    }

    /** Writes a log that only its owner can read, replacing an older one of that name. */
    public Path putLog(String name, byte[] content) throws IOException {
        directory.verify();
        var file = path().resolve(name);
        AtomicFile.write(file, content, false);
        return file;
    }

    /**
     * Waits until no other process fills the cache. Closing the result ends the turn.
     *
     * @param most longest time to wait
     * @param isEnough whether not to wait any longer; is asked again and again
     */
    public CacheTurn awaitTurn(Duration most, BooleanSupplier isEnough) {
        return CacheTurn.await(directory, most, isEnough);
    }

    /** Returns the content of a file with numbers, under the same rules of trust. */
    public Optional<byte[]> getNumbers(String name) throws IOException {
        directory.verify();
        return CachedFile.read(path().resolve(name), directory.trust());
    }

    private Path file(String key) {
        Bundle.requireKey(key);
        return path().resolve(key + SUFFIX);
    }

    private static Bundle decode(byte[] content, Path file, String key) throws BundleException {
        var bundle = BundleCodec.decode(content, file.toString());
        if (!bundle.key().equals(key)) {
            throw new BundleException(file.toString(), 12, "the key that the file is named after");
        }
        return bundle;
    }

    private static void remove(Path damaged) {
        try {
            Files.deleteIfExists(damaged);
        } catch (IOException e) {
            // The directory belongs to root and is read-only for this user. The file stays, and is found damaged again;
            // that does no harm.
        }
    }
}
