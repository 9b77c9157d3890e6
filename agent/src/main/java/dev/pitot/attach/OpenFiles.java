package dev.pitot.attach;

import dev.pitot.bpf.BpfException;
import dev.pitot.usdt.KernelText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Checks that this process may open as many files as Pitot needs, and as many again for the application. Pitot must not
 * take the application's last descriptors.
 */
public final class OpenFiles {
    /** Maps, programs, links, and a walk of the iterator. */
    private static final int NEEDED = 64;

    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final Path OPEN = Path.of("/proc/self/fd");

    private OpenFiles() {}

    /** Throws if there is not enough room. Passes if {@code /proc} does not show the limit. */
    public static void requireRoom() throws BpfException, IOException {
        var limits = KernelText.find(LIMITS);
        if (limits.isEmpty() || !Files.isDirectory(OPEN)) {
            return;
        }
        var limit = limit(limits.get());
        long open;
        try (var files = Files.list(OPEN)) {
            open = files.count();
        }
        if (limit - open < 2 * NEEDED) {
            throw new BpfException.NoRoom(open, limit, NEEDED);
        }
    }

    /**
     * Returns the soft limit of a line such as {@code Max open files  1024  524288  files} (proc_pid_limits of
     * fs/proc/base.c).
     */
    static long limit(String limits) {
        return KernelText.lines(limits)
                .filter(line -> line.startsWith("Max open files"))
                .map(line -> line.substring(26).strip().split("\\s+")[0])
                .filter(soft -> !soft.equals("unlimited"))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElse(Long.MAX_VALUE);
    }
}
