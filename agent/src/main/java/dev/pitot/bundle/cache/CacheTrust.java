package dev.pitot.bundle.cache;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Checks that only this user or root can have written a path.
 *
 * <p>A root process loads programs into the kernel from these files. So whoever can write or replace one of them is
 * root.
 *
 * <p>Each directory from {@code /} down must belong to root or to this user. It must be writable by its owner only, or
 * be sticky like {@code /tmp}. The cache itself and its files must belong to root or to this user and be writable by
 * their owner only.
 */
final class CacheTrust {
    static final int ROOT = 0;
    private static final String CHOOSE = "choose another cache directory";

    private final int uid;

    CacheTrust(int uid) {
        this.uid = uid;
    }

    /** Checks every directory from the root to {@code directory}. No step may be a symbolic link any more. */
    void requireAncestors(Path directory) throws IOException {
        for (Path step = directory; step != null; step = step.getParent()) {
            var inode = Inode.of(step);
            requireOwner(step, inode, CHOOSE);
            if (inode.isWritableByOthers() && !inode.isSticky()) {
                throw new CacheRefused(step, "is above the cache and writable by others", CHOOSE);
            }
        }
    }

    void requireDirectory(Path directory) throws IOException {
        var inode = Inode.of(directory);
        if (!inode.isDirectory()) {
            throw new CacheRefused(directory, inode.isSymlink() ? "is a symbolic link" : "is not a directory", CHOOSE);
        }
        requireOwner(directory, inode, "remove it or " + CHOOSE);
        if (inode.isWritableByOthers()) {
            throw new CacheRefused(
                    directory, "is writable by others", "remove it; Pitot creates it again, with mode 0700");
        }
    }

    void requireFile(Path file, Inode inode) throws CacheRefused {
        if (!inode.isRegular()) {
            throw new CacheRefused(
                    file, inode.isSymlink() ? "is a symbolic link" : "is not a regular file", "remove it");
        }
        requireOwner(file, inode, "remove it");
        if (inode.isWritableByOthers()) {
            throw new CacheRefused(file, "is writable by others", "remove it");
        }
        if (inode.links() > 1) {
            throw new CacheRefused(file, "has another hard link", "remove it");
        }
    }

    private void requireOwner(Path path, Inode inode, String remedy) throws CacheRefused {
        if (inode.uid() != ROOT && inode.uid() != uid) {
            var owner = Integer.toUnsignedString(inode.uid());
            var us = Integer.toUnsignedString(uid);
            throw new CacheRefused(
                    path, "belongs to uid " + owner + ", not to this user (uid " + us + ") or root", remedy);
        }
    }
}
