package dev.pitot.usdt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * A file that a process has mapped.
 *
 * @param path path that the process sees, without the kernel's {@code (deleted)}
 * @param shown path as seen from here, through {@code /proc/PID/root}, which crosses mount namespaces and chroots. For
 *     a file deleted or replaced since, as by a package update, it is {@code itself}
 * @param itself the kernel's own link to the mapped file, in {@code /proc/PID/map_files}
 * @param inode inode number
 */
public record MappedFile(String path, Path shown, Path itself, long inode) {

    /** Returns whether the file was deleted or replaced after the process mapped it. */
    public boolean deleted() {
        return shown.equals(itself);
    }

    /**
     * Returns a path at which exactly the mapped file can be opened.
     *
     * <p>The process may have put a FIFO, or a link to one of this user's files, at its path. Following the kernel's
     * own link needs CAP_SYS_ADMIN or, since Linux 5.9, CAP_CHECKPOINT_RESTORE. Without these, the path is valid only
     * if it is the same regular file, and not a link.
     */
    public Path readable() throws IOException {
        if (isReachable()) {
            if (!Files.isRegularFile(itself)) {
                throw new IOException(shown + " is not a regular file");
            }
            return itself;
        }
        if (!deleted() && !isFile(shown, inode)) {
            throw new IOException(shown + " is not the mapped file; try as root");
        }
        return shown;
    }

    /**
     * Returns whether this process may follow the kernel's link. It uses stat(2), because access(2) ignores
     * capabilities.
     */
    public boolean isReachable() {
        return Files.exists(itself);
    }

    /** Returns whether this is the file at a path, without opening that. */
    public boolean isAt(Path other) {
        try {
            return Files.isSameFile(other, itself);
        } catch (IOException e) {
            return other.equals(shown);
        }
    }

    /**
     * Compares the inode number only. On btrfs and overlayfs the devices in {@code maps} differ from those of stat(2).
     */
    static boolean isFile(Path file, long inode) {
        try {
            var attributes = Files.readAttributes(file, "unix:ino,isRegularFile", LinkOption.NOFOLLOW_LINKS);
            return Boolean.TRUE.equals(attributes.get("isRegularFile"))
                    && Long.valueOf(inode).equals(attributes.get("ino"));
        } catch (IOException e) {
            return false;
        }
    }
}
