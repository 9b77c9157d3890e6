package dev.pitot.doctor;

import dev.pitot.usdt.KernelText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How much there is to be seen of {@code /proc}: a container, or systemd's ProcSubset and ProtectProc, may show a part of it. */
public final class ProcMount {
    private static final Path SELF = Path.of("/proc/self");

    private ProcMount() {}

    /** Why something may not be seen; empty where nothing is hidden. */
    public static Optional<String> restriction() {
        return Files.exists(SELF)
                ? KernelText.find(SELF.resolve("mounts")).flatMap(ProcMount::restriction)
                : Optional.of("/proc is not mounted here");
    }

    /** @param mounts as fstab(5) has them: device, directory, type, options; of several in one place the last counts */
    static Optional<String> restriction(String mounts) {
        return KernelText.lines(mounts)
                .map(line -> line.split(" "))
                .filter(fields -> fields.length > 3 && fields[1].equals("/proc"))
                .reduce((first, second) -> second)
                .map(fields -> hiding(fields[3]))
                .filter(options -> !options.isEmpty())
                .map(options -> "/proc is mounted with " + options);
    }

    private static String hiding(String options) {
        return Stream.of(options.split(","))
                .filter(option -> option.startsWith("subset=") || option.startsWith("hidepid="))
                .collect(Collectors.joining(","));
    }
}
