package dev.pitot.bpf;

import dev.pitot.usdt.KernelText;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The number of CPUs that this kernel could have. A per-CPU map has that many values, whether or not the CPUs exist.
 */
final class Cpus {
    private static final Path POSSIBLE = Path.of("/sys/devices/system/cpu/possible");
    private static int possible;

    private Cpus() {}

    static synchronized int possible() throws BpfException {
        if (possible == 0) {
            try {
                possible = count(KernelText.of(POSSIBLE));
            } catch (IOException | NumberFormatException e) {
                throw new BpfException.NotSupported(
                        "the number of possible CPUs (" + POSSIBLE + ")", "a container with /sys mounted");
            }
        }
        return possible;
    }

    /**
     * Returns one more than the last number of a list such as {@code 0-3,8}
     * (Documentation/admin-guide/cputopology.rst).
     */
    static int count(String list) {
        var last = list.strip().replaceAll(".*[,-]", "");
        var count = Integer.parseInt(last) + 1;
        if (count < 1 || count > 1 << 16) {
            throw new NumberFormatException(list);
        }
        return count;
    }
}
