package dev.pitot.bpf;

import dev.pitot.usdt.KernelText;
import java.io.IOException;
import java.nio.file.Path;

/** How many CPUs this kernel could have: a map with a value per CPU has so many, whether they are there or not. */
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
                        "how many CPUs there can be (" + POSSIBLE + ")", "a container that has /sys mounted");
            }
        }
        return possible;
    }

    /** One more than the last of {@code 0-3,8}; Documentation/admin-guide/cputopology.rst. */
    static int count(String list) {
        var last = list.strip().replaceAll(".*[,-]", "");
        var count = Integer.parseInt(last) + 1;
        if (count < 1 || count > 1 << 16) {
            throw new NumberFormatException(list);
        }
        return count;
    }
}
