package dev.pitot.doctor;

import dev.pitot.usdt.KernelText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The visible part of {@code /proc}. A container, or systemd's ProcSubset and ProtectProc, may hide the rest. */
public final class ProcMount {
    private static final Path SELF = Path.of("/proc/self");

    private ProcMount() {}

    /** Returns why files may be hidden; empty if none are. */
    public static Optional<String> restriction() {
        return Files.exists(SELF)
                ? KernelText.find(SELF.resolve("mounts")).flatMap(ProcMount::restriction)
                : Optional.of("/proc is not mounted here");
    }

    /** @param mounts lines of fstab(5): device, directory, type, options; the last line for a directory counts */
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
