package dev.pitot.bundle.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/**
 * The result of one {@code lstat}. All of it is consistent, unlike separate queries to {@link Files}.
 *
 * @param mode type and permission bits of {@code st_mode}
 */
record Inode(long device, long number, int mode, int uid, int links, long size) {
    private static final int TYPE = 0170000;
    private static final int SYMLINK = 0120000;
    private static final int REGULAR = 0100000;
    private static final int DIRECTORY = 0040000;
    private static final int STICKY = 01000;
    private static final int GROUP_OR_WORLD_WRITE = 0022;
    private static final int WORLD_READ = 0004;

    /** Reads the inode of a path, without following a symbolic link in the last step. */
    static Inode of(Path path) throws IOException {
        var facts = Files.readAttributes(path, "unix:dev,ino,mode,uid,nlink,size", LinkOption.NOFOLLOW_LINKS);
        return new Inode(
                number(facts, "dev"),
                number(facts, "ino"),
                (int) number(facts, "mode"),
                (int) number(facts, "uid"),
                (int) number(facts, "nlink"),
                number(facts, "size"));
    }

    private static long number(Map<String, Object> facts, String name) {
        return ((Number) Objects.requireNonNull(facts.get(name), name)).longValue();
    }

    boolean isSymlink() {
        return (mode & TYPE) == SYMLINK;
    }

    boolean isDirectory() {
        return (mode & TYPE) == DIRECTORY;
    }

    boolean isRegular() {
        return (mode & TYPE) == REGULAR;
    }

    /**
     * Returns whether group or others may write. Write permission of an access control list shows in the group bits,
     * which are its mask.
     */
    boolean isWritableByOthers() {
        return (mode & GROUP_OR_WORLD_WRITE) != 0;
    }

    boolean isReadableByAll() {
        return (mode & WORLD_READ) != 0;
    }

    /**
     * Returns whether the directory is sticky. Others may then add entries, but neither rename nor remove entries of
     * other users.
     */
    boolean isSticky() {
        return (mode & STICKY) != 0;
    }

    boolean isSameFileAs(Inode other) {
        return device == other.device && number == other.number;
    }
}
