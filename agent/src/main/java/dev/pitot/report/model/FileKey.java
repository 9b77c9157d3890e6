package dev.pitot.report.model;

import org.jspecify.annotations.Nullable;

/**
 * What tells one file from another. That is its inode, where it is known: a file keeps that when it is renamed, and under each of its
 * names, and a number that is used anew has another generation. Else it is its name; and without one, what kind of request it was.
 *
 * @param name empty where the inode is known
 * @param on the file system, or where it is not known, the disk
 */
public record FileKey(String name, String on, long inode, long generation) {

    public static final FileKey OTHERS = new FileKey("(other files)", "", 0, 0);

    public static FileKey of(EventFields event) {
        var inode = event.number("inode");
        return inode == 0
                ? new FileKey(name(event), orEmpty(event.text("device")), 0, 0)
                : new FileKey("", on(event), inode, event.number("generation"));
    }

    /** A file may be on several disks, and a disk may have several file systems. */
    private static String on(EventFields event) {
        var fileSystem = event.text("fileSystem");
        return fileSystem != null ? fileSystem : orEmpty(event.text("device"));
    }

    /** What the event says the file is called, or the kind of request. */
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

    /** What tells two files of one name apart. */
    public String where() {
        return " (" + on + (inode == 0 ? "" : " inode " + inode) + ")";
    }

    /** What does so where even that is the same, as the number was used anew. */
    public String when() {
        return " (" + on + " inode " + inode + " generation " + generation + ")";
    }
}
