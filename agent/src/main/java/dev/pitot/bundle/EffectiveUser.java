package dev.pitot.bundle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The effective user id of this process, as the owner of {@code /proc/self}.
 *
 * <p>Of a process that is not dumpable the kernel shows root as the owner. Taken for the user that makes {@link
 * CacheTrust} only stricter: what belongs to root is trusted in any case.
 */
final class EffectiveUser {
    private EffectiveUser() {}

    static int uid() throws IOException {
        return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    }
}
