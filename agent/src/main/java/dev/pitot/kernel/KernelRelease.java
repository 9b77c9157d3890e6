package dev.pitot.kernel;

import dev.pitot.usdt.KernelText;
import java.nio.file.Path;
import java.util.Optional;

/** The release of the running kernel, as uname(2) gives it. */
public final class KernelRelease {
    private static final Path FILE = Path.of("/proc/sys/kernel/osrelease");

    private KernelRelease() {}

    /** From the JVM where {@code /proc} has no such part; not in the first place, since an application may set that property. */
    public static String text() {
        return KernelText.find(FILE)
                .or(() -> Optional.ofNullable(System.getProperty("os.version")))
                .orElse("")
                .strip();
    }
}
