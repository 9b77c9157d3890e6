package dev.pitot.usdt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * A file that a process has mapped.
 *
 * @param path as the process sees it, without the kernel's {@code (deleted)}
 * @param shown its path as seen from here: through {@code /proc/PID/root}, which crosses mount namespaces and chroots, or for a file
 *     that was deleted or replaced after the process mapped it, as a package update does, {@code itself}
 * @param itself the kernel's own link to what is mapped, in {@code /proc/PID/map_files}
 * @param inode its number
 */
public record MappedFile(String path, Path shown, Path itself, long inode) {

    /** Whether it was deleted or replaced after the process mapped it. */
    public boolean deleted() {
        return shown.equals(itself);
    }

    /**
     * Where the very file that is mapped can be opened. At its path the process may have put a FIFO or a link to a file of ours by now.
     * Following the kernel's own link needs CAP_SYS_ADMIN or, since Linux 5.9, CAP_CHECKPOINT_RESTORE; without these the path is good
     * if the same regular file is there, and no link.
     */
    public Path readable() throws IOException {
        if (isReachable()) {
            if (!Files.isRegularFile(itself)) {
                throw new IOException(shown + " is no regular file");
            }
            return itself;
        }
        if (!deleted() && !isFile(shown, inode)) {
            throw new IOException(shown + " is not the file that is mapped; try as root");
        }
        return shown;
    }

    /** Whether this process may follow the kernel's link. By stat(2): access(2) takes no notice of capabilities. */
    public boolean isReachable() {
        return Files.exists(itself);
    }

    /** Whether it is the file at this path; that is not opened. */
    public boolean isAt(Path other) {
        try {
            return Files.isSameFile(other, itself);
        } catch (IOException e) {
            return other.equals(shown);
        }
    }

    /** Of a number alone: the devices in {@code maps} are others than those of stat(2) on btrfs and overlayfs. */
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
