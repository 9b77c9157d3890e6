package dev.pitot.bundle.cache;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** Creates and checks the directory of a cache. */
final class CacheDirectory {
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private static final Set<PosixFilePermission> PUBLIC = PosixFilePermissions.fromString("rwxr-xr-x");

    private final CacheTrust trust;
    private final Path path;

    private CacheDirectory(CacheTrust trust, Path path) {
        this.trust = trust;
        this.path = path;
    }

    /**
     * Opens the directory and creates missing parts of an absolute path.
     *
     * <p>Symbolic links above the last step are resolved here, once, and the resulting path is checked. A later change
     * of such a link has no effect.
     */
    static CacheDirectory open(Path requested, int uid) throws IOException {
        var trust = new CacheTrust(uid);
        var parent = requested.getParent();
        if (parent == null) {
            throw new CacheRefused(requested, "is the root directory", "choose another cache directory");
        }
        try {
            var directory = make(realDirectory(parent, trust).resolve(requested.getFileName()));
            var opened = new CacheDirectory(trust, directory);
            opened.verify();
            return opened;
        } catch (CacheRefused e) {
            throw e;
        } catch (IOException e) {
            throw new CacheRefused(requested, "cannot be created (" + e + ")", "choose another cache directory");
        }
    }

    /** Opens the directory if it exists. Symbolic links above the last step are resolved. */
    static Optional<CacheDirectory> existing(Path parent, String name, int uid) throws IOException {
        if (!Files.exists(parent.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        var opened = new CacheDirectory(new CacheTrust(uid), parent.toRealPath().resolve(name));
        opened.verify();
        return Optional.of(opened);
    }

    /** Opens the directory, or creates it, as one that all users may read. Its parent must exist. */
    static CacheDirectory makePublic(Path parent, String name, int uid) throws IOException {
        if (!Files.isDirectory(parent)) {
            throw new CacheRefused(parent, "is not a directory", "create it with mode 0755");
        }
        var opened = open(parent.resolve(name), uid);
        Files.setPosixFilePermissions(opened.path, PUBLIC);
        return opened;
    }

    /** Returns whether all users may read what is in it. */
    boolean isPublic() throws IOException {
        return Inode.of(path).isReadableByAll();
    }

    Path path() {
        return path;
    }

    CacheTrust trust() {
        return trust;
    }

    void verify() throws IOException {
        trust.requireDirectory(path);
        trust.requireAncestors(path);
    }

    /**
     * Creates missing directories from the deepest existing one downwards. It creates nothing below a directory that
     * others could have written.
     */
    private static Path realDirectory(Path wanted, CacheTrust trust) throws IOException {
        var parent = wanted.getParent();
        var real = parent == null || Files.exists(wanted, LinkOption.NOFOLLOW_LINKS)
                ? wanted.toRealPath()
                : make(realDirectory(parent, trust).resolve(wanted.getFileName()));
        trust.requireAncestors(real);
        return real;
    }

    private static Path make(Path directory) throws IOException {
        try {
            return Files.createDirectory(directory, PRIVATE);
        } catch (FileAlreadyExistsException e) {
            // It existed before, or another JVM has just created it. The caller checks it in both cases.
            return directory;
        }
    }
}
