package dev.pitot.usdt;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The beginning of a file that says nothing of its size, as those in {@code /proc}: another process may have made it endless. */
public final class FileHead {
    private FileHead() {}

    /** The whole file, if it has no more bytes than {@code most}. */
    public static byte[] read(Path file, int most) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return in.readNBytes(most);
        }
    }

    /** The same as text, a character for each byte: what the kernel says is ASCII, and names of others' are any bytes. */
    public static String text(Path file, int most) throws IOException {
        return new String(read(file, most), StandardCharsets.ISO_8859_1);
    }
}
