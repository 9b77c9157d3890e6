package dev.pitot.usdt;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** What {@code readelf} of binutils says: an independent reader to compare ours with. */
final class Readelf {
    private static final Pattern NOTE = Pattern.compile(
            "Provider: (.*)\\n +Name: (.*)\\n +Location: 0x(.*), Base: 0x(.*), Semaphore: 0x(.*)\\n +Arguments: ?(.*)\\n");
    private static final Pattern BUILD_ID = Pattern.compile("Build ID: ([0-9a-f]+)");
    private static final Pattern FUNCTION =
            Pattern.compile(" *[0-9]+: ([0-9a-f]{16}) +([0-9]+|0x[0-9a-f]+) FUNC +\\S+ +\\S+ +(?:[0-9]+) (\\S+)");

    private Readelf() {}

    static List<ProbeNote> notes(Path file) throws IOException {
        return NOTE.matcher(run("-n", file))
                .results()
                .map(m -> new ProbeNote(
                        m.group(1), m.group(2), hex(m.group(3)), hex(m.group(4)), hex(m.group(5)), m.group(6)))
                .toList();
    }

    static String buildId(Path file) throws IOException {
        return BUILD_ID.matcher(run("-n", file))
                .results()
                .findFirst()
                .orElseThrow()
                .group(1);
    }

    /** Name and address of the defined functions, as {@code address name}. */
    static List<String> functions(Path file) throws IOException {
        return FUNCTION.matcher(run("-s", file))
                .results()
                // A versioned name of .dynsym is printed as name@@VERSION.
                .map(m -> m.group(1) + " " + m.group(3).replaceAll("@.*", ""))
                .distinct()
                .toList();
    }

    private static String run(String option, Path file) throws IOException {
        var process = new ProcessBuilder("readelf", "-W", option, file.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (var output = process.inputReader()) {
            return output.readAllAsString();
        }
    }

    private static long hex(String digits) {
        return Long.parseUnsignedLong(digits, 16);
    }
}
