package dev.pitot.doctor;

import dev.pitot.usdt.KernelText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Small files of the kernel that may be missing or unreadable. */
final class Proc {
    private Proc() {}

    static Optional<String> text(String path) {
        return KernelText.find(Path.of(path));
    }

    static Optional<String> link(String path) {
        try {
            return Optional.of(Files.readSymbolicLink(Path.of(path)).toString());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
