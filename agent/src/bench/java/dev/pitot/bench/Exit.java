package dev.pitot.bench;

import java.util.List;

/** What attached probes add to the end of a JVM: it exits from {@code main} with the recording still running. */
final class Exit {
    private static final int PAIRS = 9;

    private Exit() {}

    static List<Row> measure() throws Exception {
        var difference = new double[PAIRS];
        var baseline = new double[PAIRS];
        for (var i = 0; i < PAIRS; i++) {
            baseline[i] = ending(List.of(Jvm.RECORD));
            difference[i] = ending(List.of(Jvm.RECORD, Jvm.PITOT)) - baseline[i];
        }
        var median = Jvm.median(difference);
        return List.of(Row.of(
                "added to the JVM's exit with everything attached",
                "%.0f ms".formatted(median),
                "JFR alone %.0f ms".formatted(Jvm.median(baseline)),
                "100 ms",
                median <= 100));
    }

    private static double ending(List<String> options) throws Exception {
        var process = new ProcessBuilder(command(options))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        var last = Long.parseLong(new String(process.getInputStream().readAllBytes()).strip());
        process.waitFor();
        return (System.nanoTime() - last) / 1e6;
    }

    private static List<String> command(List<String> options) {
        var command = new java.util.ArrayList<>(
                List.of(Jvm.JAVA.toString(), "-Xlog:jfr+startup=error", "-cp", Jvm.CLASS_PATH));
        command.addAll(options);
        command.add(Last.class.getName());
        return command;
    }

    /** Prints the time of its last statement; CLOCK_MONOTONIC is the same in all processes. */
    static final class Last {
        public static void main(String[] arguments) throws Exception {
            Thread.sleep(500);
            System.out.println(System.nanoTime());
        }
    }
}
