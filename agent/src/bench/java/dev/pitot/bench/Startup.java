package dev.pitot.bench;

import java.util.List;

/** What the agent adds to a start when nothing is recorded. */
final class Startup {
    private static final int PAIRS = 21;

    private Startup() {}

    static List<Row> measure() throws Exception {
        var empty = List.of("-javaagent:" + Jvm.emptyAgent());
        var pitot = List.of("-javaagent:" + Jvm.JAR);
        var difference = new double[PAIRS];
        var baseline = new double[PAIRS];
        for (var i = 0; i < PAIRS; i++) {
            baseline[i] = Jvm.millis(empty, Nothing.class);
            difference[i] = Jvm.millis(pitot, Nothing.class) - baseline[i];
        }
        var median = Jvm.median(difference);
        return List.of(Row.of(
                "-javaagent without a recording, added to start-up",
                "%.0f ms".formatted(median),
                "empty agent %.0f ms".formatted(Jvm.median(baseline)),
                "20 ms",
                median <= 20));
    }

    static final class Nothing {
        public static void main(String[] arguments) {}
    }
}
