package dev.pitot.bundle.cache;

import dev.pitot.usdt.PathText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the verifier's log of a refused program, for a bug report.
 *
 * <p>The log goes into the cache directory, one file per program, replacing an older one. Without a usable cache it
 * goes into the temporary directory, one file per program and JVM. Only its owner can read it, and no other user can
 * have put it there: the rules are those of {@link CacheTrust}.
 */
public final class VerifierLogs {
    static final int LONGEST = 16 << 20;

    private static final String PREFIX = "verifier-";
    private static final String SUFFIX = ".log";
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final @Nullable Path cache;
    private final @Nullable Path temporary;
    private final Map<String, Path> kept = new HashMap<>();

    /**
     * Creates a store.
     *
     * @param cache cache directory; null for the default
     */
    public VerifierLogs(@Nullable Path cache) {
        this(cache, PathText.path(System.getProperty("java.io.tmpdir")).orElse(null));
    }

    VerifierLogs(@Nullable Path cache, @Nullable Path temporary) {
        this.cache = cache;
        this.temporary = temporary;
    }

    /**
     * Stores a log and returns its file; empty if there is no place for it.
     *
     * @param log log of which the end matters; a long one loses its begin
     */
    public synchronized Optional<Path> keep(String program, String log) {
        var bytes = log.getBytes(StandardCharsets.UTF_8);
        var end = bytes.length <= LONGEST ? bytes : Arrays.copyOfRange(bytes, bytes.length - LONGEST, bytes.length);
        var name = PREFIX + program.replaceAll("[^A-Za-z0-9_]", "_");
        return inCache(name, end).or(() -> inTemporary(name, end));
    }

    private Optional<Path> inCache(String name, byte[] log) {
        try {
            return Optional.of(BundleCache.open(cache).putLog(name + SUFFIX, log));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Optional<Path> inTemporary(String name, byte[] log) {
        try {
            var file = kept.get(name);
            if (file == null && temporary != null) {
                var directory = temporary.toRealPath();
                new CacheTrust(EffectiveUser.uid()).requireAncestors(directory);
                file = Files.createTempFile(directory, "pitot-" + name + "-", SUFFIX, OWNER_ONLY);
                kept.put(name, file);
                Files.write(file, log);
            }
            return Optional.ofNullable(file);
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
