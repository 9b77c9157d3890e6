package dev.pitot.kernel;

import dev.pitot.usdt.KernelText;
import java.nio.file.Path;
import java.util.Optional;

/** The release of the running kernel, as in uname(2). */
public final class KernelRelease {
    private static final Path FILE = Path.of("/proc/sys/kernel/osrelease");

    private KernelRelease() {}

    /**
     * Returns the release. The system property is only the fallback when {@code /proc} lacks the file, because an
     * application may set that property.
     */
    public static String text() {
        return KernelText.find(FILE)
                .or(() -> Optional.ofNullable(System.getProperty("os.version")))
                .orElse("")
                .strip();
    }
}
