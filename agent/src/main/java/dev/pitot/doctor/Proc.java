package dev.pitot.doctor;

import dev.pitot.usdt.FileHead;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Small files of the kernel, which may be there or not, and readable or not. */
final class Proc {
    /** The longest line is that of a user in 65,536 groups. */
    private static final int MOST = 1 << 20;

    private Proc() {}

    static Optional<String> text(String path) {
        try {
            return Optional.of(new String(FileHead.read(Path.of(path), MOST), StandardCharsets.UTF_8));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    static Optional<String> link(String path) {
        try {
            return Optional.of(Files.readSymbolicLink(Path.of(path)).toString());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
