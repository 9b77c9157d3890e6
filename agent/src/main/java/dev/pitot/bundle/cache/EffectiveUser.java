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

    /** Where {@code /proc} does not tell, that of a file that we make. */
    public static int uid() throws IOException {
        var told = KernelText.find(STATUS).flatMap(EffectiveUser::in);
        return told.isPresent() ? told.get() : ofOurFile();
    }

    /** The second of the four ids on the line {@code Uid:}; an id is a number of 32 bits without a sign. */
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
