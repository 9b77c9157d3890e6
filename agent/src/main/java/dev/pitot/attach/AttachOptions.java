package dev.pitot.attach;

/**
 * How the programs are attached, and the size of the ring buffer.
 *
 * @param legacyProbes whether to attach as on a kernel without {@code uprobe_multi} and {@code block_io_start}
 * @param ringSize bytes of the ring buffer, a power of 2 and at least a page; 0 for the default
 */
public record AttachOptions(boolean legacyProbes, int ringSize) {
    public static final AttachOptions USUAL = new AttachOptions(false, 0);
}
