package dev.pitot.usdt;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Text under {@code /proc} and {@code /sys}, read so that no byte in it can make that fail. To the kernel a name is bytes: the one
 * of a thread is cut after 15 of them, also within a character, and a path may be in any encoding. What is not UTF-8 becomes U+FFFD,
 * and the rest stands.
 */
public final class KernelText {
    private KernelText() {}

    /** The whole file. */
    public static String of(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    public static Stream<String> lines(Path file) throws IOException {
        return of(file).lines();
    }

    /** The whole file; empty where it is not there or not to be read. */
    public static Optional<String> find(Path file) {
        try {
            return Optional.of(of(file));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
