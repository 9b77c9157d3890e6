package dev.pitot.usdt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The beginning of a file that another process may have made endless, or says nothing of its size, as those in {@code /proc}. */
public final class FileHead {
    private FileHead() {}

    /** The whole file, if it has no more bytes than {@code most}. */
    public static byte[] read(Path file, int most) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return in.readNBytes(most);
        }
    }
}
