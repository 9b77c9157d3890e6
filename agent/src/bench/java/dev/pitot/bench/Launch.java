package dev.pitot.bench;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.invoke.MethodHandles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** A start that the command line wants recorded, without the option {@code wait}: what is seen of it, and what that costs. */
final class Launch {
    private static final int PAIRS = 7;
    private static final int CLASSES = 137;
    private static final String NAME = "dev.pitot.bench.Generated";

    private Launch() {}

    /**
     * One launch.
     *
     * @param untilMain milliseconds from the launch to main
     * @param cpu milliseconds of CPU of the process, three seconds after main began
     * @param untilAttached milliseconds from the begin of the recording until it measured class loads
     * @param missed classes that main loaded at once and the recording lacks
     */
    private record Result(double untilMain, double cpu, double untilAttached, double missed) {}

    static List<Row> measure() throws Exception {
        var without = new ArrayList<Result>();
        var with = new ArrayList<Result>();
        var cold = new ArrayList<Result>();
        for (var i = 0; i < PAIRS; i++) {
            without.add(launch(List.of()));
            with.add(launch(List.of("-javaagent:" + Jvm.JAR)));
            cold.add(cold());
        }
        return List.of(
                Row.of(
                        "classes missed of the 137 that main loads at once",
                        "%.0f, at most %.0f".formatted(median(with, Result::missed), most(with, Result::missed)),
                        "",
                        "0",
                        most(with, Result::missed) == 0),
                Row.of(
                        "launch: recording begins -> attached",
                        "%.0f ms".formatted(median(with, Result::untilAttached)),
                        "empty cache %.0f ms".formatted(median(cold, Result::untilAttached)),
                        "150 ms",
                        median(with, Result::untilAttached) <= 150),
                Row.of(
                        "launch -> main, more than JFR alone",
                        "%.0f ms".formatted(median(with, Result::untilMain) - median(without, Result::untilMain)),
                        "JFR alone %.0f ms".formatted(median(without, Result::untilMain))),
                Row.of(
                        "CPU of a launch with its first attach, more than JFR",
                        "%.0f ms".formatted(median(with, Result::cpu) - median(without, Result::cpu)),
                        "JFR alone %.0f ms".formatted(median(without, Result::cpu))));
    }

    private static Result cold() throws Exception {
        var cache = Files.createTempDirectory(Path.of("/var/tmp"), "pitot-bench");
        try {
            return launch(List.of(Jvm.agent("cache=" + cache)));
        } finally {
            try (var files = Files.list(cache)) {
                for (var file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(cache);
        }
    }

    private static Result launch(List<String> options) throws Exception {
        var file = Files.createTempFile("pitot-bench", ".jfr");
        try {
            var all = new ArrayList<>(options);
            all.add("-XX:StartFlightRecording:filename=" + file + ",+pitot.ClassLoad#enabled=true"
                    + ",+pitot.ClassLoad#threshold=0ns,+pitot.ClassLoad#throttle=off");
            var launched = System.nanoTime();
            var lines = Jvm.lines(all, Loader.class);
            var events = RecordingFile.readAllEvents(file);
            return new Result(
                    (Long.parseLong(lines.get(0)) - launched) / 1e6,
                    Long.parseLong(lines.get(1)) / 1e6,
                    untilAttached(events),
                    CLASSES - generated(events));
        } finally {
            Files.delete(file);
        }
    }

    private static double untilAttached(List<RecordedEvent> events) {
        var begun = of(events, "jdk.ActiveRecording")
                .map(event -> event.getInstant("recordingStart"))
                .findFirst();
        var attached = of(events, "pitot.ProbeStatus")
                .filter(event -> event.getBoolean("attached") && "pitot.ClassLoad".equals(event.getString("event")))
                .map(RecordedEvent::getStartTime)
                .min(Instant::compareTo);
        return begun.isPresent() && attached.isPresent()
                ? Duration.between(begun.get(), attached.get()).toNanos() / 1e6
                : Double.NaN;
    }

    private static long generated(List<RecordedEvent> events) {
        return of(events, "pitot.ClassLoad")
                .filter(event -> String.valueOf(event.getString("className")).startsWith(NAME))
                .count();
    }

    private static Stream<RecordedEvent> of(List<RecordedEvent> events, String type) {
        return events.stream().filter(event -> event.getEventType().getName().equals(type));
    }

    private static double median(List<Result> results, ToDoubleFunction<Result> of) {
        return Jvm.median(results.stream().mapToDouble(of).toArray());
    }

    private static double most(List<Result> results, ToDoubleFunction<Result> of) {
        return results.stream().mapToDouble(of).max().orElseThrow();
    }

    /** Loads its classes at once, then sleeps; prints when it began, on the clock of all processes, and the CPU time. */
    static final class Loader {
        public static void main(String[] arguments) throws Exception {
            System.out.println(System.nanoTime());
            var lookup = MethodHandles.lookup();
            for (var i = 0; i < CLASSES; i++) {
                lookup.defineClass(ClassFile.of().build(ClassDesc.of(NAME + i), type -> {}));
            }
            Thread.sleep(3000);
            System.out.println(cpu().toNanos());
        }

        private static Duration cpu() throws IOException {
            return ProcessHandle.current().info().totalCpuDuration().orElseThrow(IOException::new);
        }
    }
}
