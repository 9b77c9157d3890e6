package dev.pitot.bundle.cache;

import dev.pitot.bundle.Bundle;
import dev.pitot.bundle.BundleCodec;
import dev.pitot.bundle.BundleException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Bundles on disk, one file {@code <key>.bundle} each, the newest eight of them.
 *
 * <p>What another user could have written is refused with {@link CacheRefused}: a root process loads programs into the
 * kernel from here. What is damaged is removed and treated as absent. Several JVMs may use one directory at once.
 */
public final class BundleCache {
    static final String SUFFIX = ".bundle";

    private final CacheDirectory directory;

    private BundleCache(CacheDirectory directory) {
        this.directory = directory;
    }

    /**
     * Opens the cache, and makes its directory where it is missing: {@code chosen}, else {@code $XDG_CACHE_HOME/pitot},
     * else {@code .cache/pitot} of the user's home, else {@code /var/tmp/pitot-<uid>}. A directory that was chosen by
     * option or environment is refused or taken; only the home directory may give way to {@code /var/tmp}.
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

    /** The directory, symbolic links resolved. */
    public Path path() {
        return directory.path();
    }

    /** The bundle of a key, checked to be whole and to be of that key. */
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

    /** Writes a bundle under its key, over the one that may be there, and removes the oldest. */
    public void put(Bundle bundle) throws IOException {
        directory.verify();
        var file = file(bundle.key());
        AtomicFile.write(file, BundleCodec.encode(bundle));
        CacheSweep.after(file);
    }

    /** Writes a file that is no bundle, over the one of that name that may be there. */
    Path putBeside(String name, byte[] content) throws IOException {
        directory.verify();
        var file = path().resolve(name);
        AtomicFile.write(file, content);
        return file;
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
            // A directory of root's that we may only read: the file stays, is found damaged again, and harms nobody.
        }
    }
}
