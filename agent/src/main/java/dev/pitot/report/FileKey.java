package dev.pitot.report;

import org.jspecify.annotations.Nullable;

/** What tells one file from another of the same name; without a file, what kind of request it was. */
record FileKey(String name, String device, long inode) {

    static final FileKey OTHERS = new FileKey("(other files)", "", 0);

    static FileKey of(Fields event) {
        var device = event.text("device");
        var on = device == null ? "" : device;
        var file = event.text("file");
        return file == null ? new FileKey(unnamed(event, on), on, 0) : new FileKey(file, on, event.number("inode"));
    }

    private static String unnamed(Fields event, String device) {
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

    String qualified() {
        return name + " (" + device + " inode " + inode + ")";
    }
}
