package dev.pitot.usdt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads the beginning of a file that may be endless, or that states no size, like those in {@code /proc}. */
public final class FileHead {
    private FileHead() {}

    /** Returns the whole file, or its first {@code most} bytes. */
    public static byte[] read(Path file, int most) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return in.readNBytes(most);
        }
    }
}
