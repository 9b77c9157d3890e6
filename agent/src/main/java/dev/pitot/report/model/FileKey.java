package dev.pitot.report.model;

import org.jspecify.annotations.Nullable;

/**
 * The identity of a file. It is the inode if that is known, because a file keeps it under all its names. A reused inode
 * number has another generation. Without an inode it is the name, and without a name the kind of request.
 *
 * @param name file name; empty if the inode is known
 * @param on file system, or the disk if that is not known
 */
public record FileKey(String name, String on, long inode, long generation) {

    public static final FileKey OTHERS = new FileKey("(other files)", "", 0, 0);

    public static FileKey of(EventFields event) {
        var inode = event.number("inode");
        return inode == 0
                ? new FileKey(name(event), orEmpty(event.text("device")), 0, 0)
                : new FileKey("", on(event), inode, event.number("generation"));
    }

    /** Returns where the file is. A file may be on several disks, and a disk may have several file systems. */
    private static String on(EventFields event) {
        var fileSystem = event.text("fileSystem");
        return fileSystem != null ? fileSystem : orEmpty(event.text("device"));
    }

    /** Returns the event's file name, or the kind of request. */
    public static String name(EventFields event) {
        var file = event.text("file");
        return file != null ? file : unnamed(event, orEmpty(event.text("device")));
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static String unnamed(EventFields event, String device) {
        var flags = event.text("flags");
        var kind = flags != null && flags.contains("meta") ? "metadata" : withoutFile(event.text("operation"));
        return "(" + kind + (device.isEmpty() ? ")" : ", " + device + ")");
    }

    private static String withoutFile(@Nullable String operation) {
        return switch (operation) {
            case "read", "write" -> "no file name";
            case null -> "no file name";
            default -> operation;
        };
    }

    /** Returns a suffix that distinguishes two files of the same name. */
    public String where() {
        return " (" + on + (inode == 0 ? "" : " inode " + inode) + ")";
    }

    /** Returns a suffix that also distinguishes files with a reused inode number. */
    public String when() {
        return " (" + on + " inode " + inode + " generation " + generation + ")";
    }
}
