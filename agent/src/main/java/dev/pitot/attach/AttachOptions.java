package dev.pitot.attach;

/**
 * How the programs are attached, and with how much room.
 *
 * @param legacyProbes as on a kernel without {@code uprobe_multi} and {@code block_io_start}
 * @param ringSize bytes of the ring buffer, a power of 2 and not less than a page; 0 for the usual size
 */
public record AttachOptions(boolean legacyProbes, int ringSize) {
    public static final AttachOptions USUAL = new AttachOptions(false, 0);
}
