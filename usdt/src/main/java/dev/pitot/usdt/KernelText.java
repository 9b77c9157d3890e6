package dev.pitot.usdt;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Text under {@code /proc} and {@code /sys}, read so that no byte in it can make that fail. To the kernel a name is bytes: the one
 * of a thread is cut after 15 of them, also within a character, and a path may be in any encoding. What is not UTF-8 becomes U+FFFD,
 * and the rest stands.
 */
public final class KernelText {
    /** What is under {@code /proc/PID} another process has made, and it may be endless: 300,000 mappings have as much. */
    private static final int MOST = 1 << 25;

    private KernelText() {}

    /** The whole file; throws where it is longer than any that makes sense. */
    public static String of(Path file) throws IOException {
        var bytes = FileHead.read(file, MOST);
        if (bytes.length == MOST) {
            throw UsdtException.inFile(file, MOST, "its end");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    public static Stream<String> lines(Path file) throws IOException {
        return lines(of(file));
    }

    /** The kernel escapes the line feed in a name, and no other end of a line: a CR in one must not begin a line that is forged. */
    public static Stream<String> lines(String text) {
        return Stream.of(text.split("\n"));
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
