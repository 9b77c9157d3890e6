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
        var with = new java.util.ArrayList<>(FIXED);
        with.add(Jvm.PITOT);
        var added = new double[2][PAIRS];
        var alone = new double[2][PAIRS];
        for (var i = 0; i < PAIRS; i++) {
            var baseline = memory(FIXED);
            var measured = memory(with);
            for (var which = 0; which < 2; which++) {
                alone[which][i] = baseline[which];
                added[which][i] = measured[which] - baseline[which];
            }
        }
        var own = Jvm.median(added[0]);
        return List.of(
                Row.of("anonymous memory added to a JVM that records", mb(own), alone(alone[0]), "10 MB", own <= 10),
                Row.of("resident memory added, ring buffer counted twice", mb(Jvm.median(added[1])), alone(alone[1])));
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
