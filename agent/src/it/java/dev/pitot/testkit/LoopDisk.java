package dev.pitot.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** An ext4 of its own on a loop device, mounted for one test. */
public record LoopDisk(Path mount) implements AutoCloseable {
    private static final int BLOCK = 4096;

    /**
     * @param directory for the image and the place where it is mounted
     * @param mountOptions as {@code discard}
     * @param features for {@code mkfs.ext4}, as {@code -O}, {@code ^has_journal}
     */
    public static LoopDisk ext4(Path directory, long size, String mountOptions, String... features) throws Exception {
        var image = Files.createFile(directory.resolve("image"));
        try (var file = FileChannel.open(image, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.allocate(1), size - 1);
        }
        return mounted(directory, image, "loop," + mountOptions, features);
    }

    /** The same on a block device that is there. */
    public static LoopDisk on(Path device, Path directory) throws Exception {
        return mounted(directory, device, "defaults");
    }

    private static LoopDisk mounted(Path directory, Path device, String mountOptions, String... features)
            throws Exception {
        // What mkfs leaves for later, the kernel would write while the test counts.
        var format = new ArrayList<>(List.of("mkfs.ext4", "-q", "-F", "-b", "" + BLOCK));
        format.addAll(List.of("-E", "lazy_itable_init=0,lazy_journal_init=0"));
        format.addAll(List.of(features));
        format.add(device.toString());
        Tool.run(format.toArray(String[]::new));
        var mount = Files.createDirectory(directory.resolve("mount"));
        Tool.run("mount", "-o", mountOptions, device.toString(), mount.toString());
        return new LoopDisk(mount);
    }

    /** A loop device goes with its mount. */
    @Override
    public void close() throws IOException {
        try {
            Tool.run("umount", mount.toString());
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
