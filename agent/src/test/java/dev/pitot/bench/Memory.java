package dev.pitot.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What Pitot adds to a JVM's resident memory, over a JVM that records the same without it. */
final class Memory {
    private static final int PAIRS = 7;
    private static final List<String> FIXED = List.of("-Xms64m", "-Xmx64m", "-XX:+AlwaysPreTouch", Jvm.RECORD);

    private Memory() {}

    static List<Row> measure() throws Exception {
        var difference = new double[PAIRS];
        var baseline = new double[PAIRS];
        for (var i = 0; i < PAIRS; i++) {
            baseline[i] = resident(FIXED);
            var options = new java.util.ArrayList<>(FIXED);
            options.add(Jvm.PITOT);
            difference[i] = resident(options) - baseline[i];
        }
        var median = Jvm.median(difference);
        return List.of(Row.of(
                "resident memory added to a JVM that records",
                "%.1f MB".formatted(median),
                "JFR alone %.0f MB".formatted(Jvm.median(baseline)),
                "10 MB",
                median <= 10));
    }

    private static double resident(List<String> options) throws Exception {
        return Double.parseDouble(Jvm.lines(options, Idle.class).getFirst());
    }

    /** Prints its resident memory in MB after three seconds of little work. */
    static final class Idle {
        public static void main(String[] arguments) throws Exception {
            Thread.sleep(3000);
            for (var line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("VmRSS")) {
                    System.out.println(Double.parseDouble(line.replaceAll("\\D", "")) / 1024);
                }
            }
        }
    }
}
