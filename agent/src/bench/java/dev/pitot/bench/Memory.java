package dev.pitot.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What Pitot adds to a JVM's resident memory, over a JVM that records the same without it. */
final class Memory {
    private static final int PAIRS = 7;
    private static final List<String> MINIMAL =
            List.of("-XX:+UseSerialGC", "-Xmx64m", "-XX:StartFlightRecording:settings=default");
    private static final List<String> FIXED = List.of("-Xms64m", "-Xmx64m", "-XX:+AlwaysPreTouch", Jvm.RECORD);

    private Memory() {}

    static List<Row> measure() throws Exception {
        var fixed = new Added(FIXED);
        var minimal = new Added(MINIMAL);
        var own = Jvm.median(fixed.anonymous);
        return List.of(
                Row.of("anonymous memory added to a JVM that records", mb(own), fixed.alone(0), "10 MB", own <= 10),
                Row.of(
                        "resident memory added, ring buffer counted twice",
                        mb(Jvm.median(fixed.resident)),
                        fixed.alone(1)),
                Row.of(
                        "resident memory added to a minimal JVM that records",
                        mb(Jvm.median(minimal.resident)),
                        minimal.alone(1),
                        "15 MB",
                        Jvm.median(minimal.resident) <= 15));
    }

    /** What Pitot adds to a JVM with these options, of several pairs, in MB. */
    private static final class Added {
        private final double[] anonymous = new double[PAIRS];
        private final double[] resident = new double[PAIRS];
        private final double[][] alone = new double[2][PAIRS];

        Added(List<String> options) throws Exception {
            var with = new java.util.ArrayList<>(options);
            with.add(Jvm.PITOT);
            for (var i = 0; i < PAIRS; i++) {
                var baseline = memory(options);
                var measured = memory(with);
                alone[0][i] = baseline[0];
                alone[1][i] = baseline[1];
                anonymous[i] = measured[0] - baseline[0];
                resident[i] = measured[1] - baseline[1];
            }
        }

        String alone(int which) {
            return Memory.alone(alone[which]);
        }
    }

    private static String mb(double value) {
        return "%.1f MB".formatted(value);
    }

    private static String alone(double[] values) {
        return "JFR alone %.0f MB".formatted(Jvm.median(values));
    }

    /** Anonymous and resident, in MB. */
    private static double[] memory(List<String> options) throws Exception {
        return Jvm.lines(options, Idle.class).stream()
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    /** Prints its memory after three seconds of little work. */
    static final class Idle {
        public static void main(String[] arguments) throws Exception {
            Thread.sleep(3000);
            var lines = Files.readAllLines(Path.of("/proc/self/status"));
            for (var field : List.of("RssAnon:", "VmRSS:")) {
                lines.stream()
                        .filter(line -> line.startsWith(field))
                        .forEach(line -> System.out.println(Double.parseDouble(line.replaceAll("\\D", "")) / 1024));
            }
        }
    }
}
