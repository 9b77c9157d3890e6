package dev.pitot.report.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.testkit.Requirement;
import dev.pitot.testkit.RequiresKernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The drawing against BCC's own function, line by line. */
@RequiresKernel
class Log2HistogramIT {

    private static final int HISTOGRAMS = 2_003;
    private static final int WIDE_ENOUGH = 200;

    /** Beyond, Python divides exact integers and Java has rounded once before. */
    private static final int MOST_BITS = 47;

    /** The one that BCC's own tools name: another on the path need not have BCC. */
    private static final String PYTHON = "/usr/bin/python3";

    private static final String DRAW = """
            import sys
            from bcc.table import _print_log2_hist
            for line in sys.stdin:
                _print_log2_hist([int(count) for count in line.split()], "usecs", False)
            """;

    @TempDir
    static Path directory;

    @BeforeAll
    static void lookForBcc() throws Exception {
        var bccIsThere = python("import bcc.table", "").waitFor() == 0;
        Requirement.that(bccIsThere, "BCC for Python is missing: apt-get install bpfcc-tools");
    }

    @Test
    void everyLineIsThatOfBcc() throws Exception {
        var random = new Random(23);
        var histograms = Stream.concat(
                        edges(), Stream.generate(() -> random(random)).limit(HISTOGRAMS))
                .toList();
        var ours = histograms.stream()
                .flatMap(slots -> Log2Histogram.lines(slots, "usecs", WIDE_ENOUGH).stream())
                .toList();
        assertThat(ours).hasSizeGreaterThan(10 * HISTOGRAMS).isEqualTo(bcc(histograms));
    }

    private static Stream<long[]> edges() {
        return Stream.of(
                new long[Log2Histogram.SLOTS],
                LongStream.generate(() -> 1).limit(Log2Histogram.SLOTS).toArray(),
                LongStream.range(0, Log2Histogram.SLOTS).toArray(),
                Arrays.copyOf(new long[] {7}, Log2Histogram.SLOTS),
                Arrays.copyOf(new long[] {0, -3, 5, -1}, Log2Histogram.SLOTS));
    }

    /** Full or with gaps, narrow or wide, of small counts or large ones. */
    private static long[] random(Random random) {
        var slots = new long[Log2Histogram.SLOTS];
        var end = random.nextInt(1, Log2Histogram.SLOTS + 1);
        var bound = 1L << random.nextInt(1, MOST_BITS);
        var gaps = random.nextDouble();
        for (int slot = 0; slot < end; slot++) {
            slots[slot] = random.nextDouble() < gaps ? 0 : random.nextLong(bound);
        }
        return slots;
    }

    private static List<String> bcc(List<long[]> histograms) throws Exception {
        var input = histograms.stream()
                .map(slots -> LongStream.of(slots).mapToObj(Long::toString).collect(Collectors.joining(" ")))
                .collect(Collectors.joining("\n"));
        var process = python(DRAW, input);
        var lines = process.inputReader().lines().toList();
        assertThat(process.waitFor()).isZero();
        return lines;
    }

    private static Process python(String program, String input) throws IOException {
        var file = Files.writeString(directory.resolve("input"), input);
        return new ProcessBuilder("env", PYTHON, "-c", program)
                .redirectInput(file.toFile())
                .redirectError(directory.resolve("errors").toFile())
                .start();
    }
}
