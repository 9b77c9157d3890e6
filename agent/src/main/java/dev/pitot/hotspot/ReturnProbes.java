package dev.pitot.hotspot;

import dev.pitot.kernel.KernelRelease;
import dev.pitot.plan.Obstacle;
import dev.pitot.usdt.KernelText;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Decides whether a probe at a function's return is safe here.
 *
 * <p>From Linux 6.11, x86-64 returns through a system call of its own. The seccomp filter of a container does not know
 * that call and kills the process. Since 6.14 filters do not see it (cf6cb56ef244).
 *
 * <p>Stable versions of older kernels have that commit as well, and the version numbers of distribution kernels do not
 * tell. Where there may be danger, this process finds out by a {@link ReturnTrial}.
 */
public final class ReturnProbes {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String FILTERED = "Seccomp:\t2";
    private static final String UNKNOWN = STATUS + " does not tell whether there is a seccomp filter, and ";
    private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+).*", Pattern.DOTALL);

    private ReturnProbes() {}

    /** Returns why such probes are not safe, with the remedy; empty if they are safe. */
    static Optional<Obstacle> danger() {
        return KernelText.find(STATUS)
                .map(status -> danger(KernelRelease.text(), status))
                .orElseGet(() -> danger(KernelRelease.text(), FILTERED)
                        .map(why -> new Obstacle(UNKNOWN + why.cause(), why.remedy())))
                .filter(may -> harm());
    }

    /** Tries such a probe on a child of this process. Takes some milliseconds. */
    public static boolean harm() {
        return !ReturnTrial.passes();
    }

    /**
     * Returns why such probes may not be safe in a process, judging from outside of it.
     *
     * @param release release of the kernel
     * @param status the process's {@code /proc/PID/status}
     */
    public static Optional<Obstacle> danger(String release, String status) {
        var version = VERSION.matcher(release);
        if (!version.matches() || KernelText.lines(status).noneMatch(line -> line.startsWith(FILTERED))) {
            return Optional.empty();
        }
        var number = Integer.parseInt(version.group(1)) * 1000 + Integer.parseInt(version.group(2));
        return number < 6011 || number >= 6014
                ? Optional.empty()
                : Optional.of(new Obstacle(
                        "this kernel kills a process with return probes under a seccomp filter",
                        "use Linux 6.12.14, 6.14 or later, or a container without the filter"));
    }
}
