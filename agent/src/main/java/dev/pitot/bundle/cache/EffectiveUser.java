package dev.pitot.bundle.cache;

import dev.pitot.usdt.KernelText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The effective user id of this process. */
public final class EffectiveUser {
    private static final Path STATUS = Path.of("/proc/self/status");

    private EffectiveUser() {}

    /** Returns the id. Without {@code /proc} it is the owner of a newly created file. */
    public static int uid() throws IOException {
        var told = KernelText.find(STATUS).flatMap(EffectiveUser::in);
        return told.isPresent() ? told.get() : ofOurFile();
    }

    /** Returns the second of the four ids on the line {@code Uid:}. An id is an unsigned 32-bit number. */
    private static Optional<Integer> in(String status) {
        return KernelText.lines(status)
                .filter(line -> line.startsWith("Uid:"))
                .map(line -> Integer.parseUnsignedInt(line.split("\\s+")[2]))
                .findFirst();
    }

    private static int ofOurFile() throws IOException {
        var file = Files.createTempFile("pitot-user", null);
        try {
            return (Integer) Files.getAttribute(file, "unix:uid");
        } finally {
            Files.delete(file);
        }
    }
}
