package dev.pitot.usdt;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Text under {@code /proc} and {@code /sys}. Invalid bytes never make the reading fail.
 *
 * <p>The kernel's names are bytes. It cuts a thread's name after 15 of them, even within a character, and a path may
 * have any encoding. Bytes that are not UTF-8 become U+FFFD.
 */
public final class KernelText {
    /**
     * Maximum size of a file, as much as 300,000 mappings need. Another process controls files under {@code /proc/PID}
     * and may make them endless.
     */
    private static final int MAX_BYTES = 1 << 25;

    private KernelText() {}

    /** Returns the whole file. Throws if it exceeds the maximum. */
    public static String of(Path file) throws IOException {
        var bytes = FileHead.read(file, MAX_BYTES);
        if (bytes.length == MAX_BYTES) {
            throw UsdtException.inFile(file, MAX_BYTES, "its end");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    public static Stream<String> lines(Path file) throws IOException {
        return lines(of(file));
    }

    /**
     * Splits at line feeds only. The kernel escapes a line feed in a name but not a CR, which must not start a forged
     * line.
     */
    public static Stream<String> lines(String text) {
        return Stream.of(text.split("\n"));
    }

    /** Returns the whole file; empty if it does not exist or is not readable. */
    public static Optional<String> find(Path file) {
        try {
            return Optional.of(of(file));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
