package dev.pitot.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Recording;
import org.jspecify.annotations.Nullable;

/** What is left behind by recordings that start and stop, and by the commands, in one JVM that goes on. */
final class Cycles {
    private static final int RECORDINGS = Integer.getInteger("pitot.bench.recordings", 1000);
    private static final int COMMANDS = Integer.getInteger("pitot.bench.commands", 100);
    private static final int FIRST = 20; // to begin with: what a JVM makes once is not left behind
    private static final long PATIENCE_SECONDS = 30;

    /** No heap that grows within what is measured. */
    private static final List<String> FIXED = List.of(
            "-Xms64m",
            "-Xmx64m",
            "-XX:+AlwaysPreTouch",
            "-XX:NativeMemoryTracking=summary",
            "-XX:+EnableDynamicAgentLoading",
            "--enable-native-access=ALL-UNNAMED");

    private Cycles() {}

    /** Figures before and after, and times in milliseconds. */
    private record Outcome(Leaks before, Leaks after, List<Double> starts, List<Double> stops) {}

    private interface Cycle {
        /** Two times in milliseconds: of the start and of the stop. */
        double[] run() throws Exception;
    }

    static List<Row> measure() throws Exception {
        var rows = new ArrayList<Row>();
        var alone = recordings(List.of());
        rows.addAll(rows(RECORDINGS + " recordings", recordings(List.of(Jvm.PITOT)), alone, "JFR alone "));
        rows.addAll(rows(COMMANDS + " times the commands stop, start", commands(), null, ""));
        return rows;
    }

    private static Outcome recordings(List<String> options) throws Exception {
        try (var target = new Target(with(options), Toggle.class)) {
            return outcome(target, RECORDINGS, () -> {
                var times = target.ask("cycle").split(" ");
                return new double[] {Double.parseDouble(times[0]), Double.parseDouble(times[1])};
            });
        }
    }

    private static List<String> with(List<String> options) {
        var all = new ArrayList<>(FIXED);
        all.addAll(options);
        return all;
    }

    /** In a JVM that was not launched with the agent: the first command brings it in. */
    private static Outcome commands() throws Exception {
        try (var target = new Target(FIXED, Toggle.class)) {
            target.ask("record");
            command("attach", target.pid());
            return outcome(target, COMMANDS, () -> {
                var stop = command("stop", target.pid());
                return new double[] {command("start", target.pid()), stop};
            });
        }
    }

    private static Outcome outcome(Target target, int times, Cycle cycle) throws Exception {
        for (var i = 0; i < FIRST; i++) {
            cycle.run();
        }
        var before = Leaks.of(target);
        var starts = new ArrayList<Double>();
        var stops = new ArrayList<Double>();
        for (var i = 0; i < times; i++) {
            var millis = cycle.run();
            starts.add(millis[0]);
            stops.add(millis[1]);
        }
        return new Outcome(before, Leaks.of(target), starts, stops);
    }

    /** How long the command's process took. */
    private static double command(String verb, long pid) throws Exception {
        var from = System.nanoTime();
        var process = new ProcessBuilder(Jvm.JAVA.toString(), "-jar", Jvm.JAR.toString(), verb, "" + pid)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IllegalStateException("the command " + verb + " failed");
        }
        return (System.nanoTime() - from) / 1e6;
    }

    private static List<Row> rows(String what, Outcome outcome, @Nullable Outcome alone, String baseline) {
        var rows = new ArrayList<Row>();
        rows.add(Row.of(what + ": start, stop", times(outcome), alone == null ? "" : baseline + times(alone)));
        for (var figure : Leaks.FIGURES) {
            rows.add(Row.of(
                    "  " + figure.name(),
                    figure.text(outcome.before, outcome.after),
                    alone == null ? "" : baseline + figure.text(alone.before, alone.after)));
        }
        return rows;
    }

    private static String times(Outcome outcome) {
        return "%.0f, %.0f ms".formatted(median(outcome.starts), median(outcome.stops));
    }

    private static double median(List<Double> values) {
        return Jvm.median(values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /** Does as it is told, line by line. */
    static final class Toggle {
        private static final long PATIENCE = 10_000_000_000L;

        public static void main(String[] arguments) throws Exception {
            var in = new java.io.BufferedReader(new java.io.InputStreamReader(System.in));
            var kept = new Recording();
            kept.setMaxSize(16 << 20);
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                switch (line) {
                    case "record" -> {
                        kept.start();
                        System.out.println("recording");
                    }
                    case "collect" -> {
                        System.gc();
                        System.out.println("collected");
                    }
                    default -> System.out.println(cycle());
                }
            }
        }

        private static String cycle() throws Exception {
            var recording = new Recording();
            var from = System.nanoTime();
            recording.start();
            var started = System.nanoTime();
            Thread.sleep(5); // so that it has something to record
            var stopping = System.nanoTime();
            recording.close();
            while (bpfDescriptors() && System.nanoTime() - stopping < PATIENCE) {
                Thread.sleep(1);
            }
            return (started - from) / 1e6 + " " + (System.nanoTime() - stopping) / 1e6;
        }

        private static boolean bpfDescriptors() throws Exception {
            try (var files = Files.list(Path.of("/proc/self/fd"))) {
                return files.anyMatch(file -> Leaks.link(file).contains("bpf"));
            }
        }
    }
}
