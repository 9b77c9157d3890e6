package dev.pitot.bench;

import java.util.List;
import java.util.Map;
import jdk.jfr.Recording;

/** From the start of a recording to all probes attached, and from its stop to none, in a JVM that has done it before. */
final class Attach {
    private static final int CYCLES = 15;

    private Attach() {}

    static List<Row> measure() throws Exception {
        var with = figures(List.of(Jvm.PITOT));
        var without = figures(List.of());
        return List.of(
                row("recording starts -> all default probes attached", with[0], without[0], 60),
                row("first recording of a JVM -> attached, bundle cached", with[2], without[2], -1),
                row("recording stops -> nothing attached", with[1], without[1], 50));
    }

    private static Row row(String what, double with, double without, int budget) {
        var baseline = "JFR alone %.0f ms".formatted(without);
        var measured = "%.0f ms".formatted(with - without);
        return budget < 0
                ? Row.of(what, measured, baseline)
                : Row.of(what, measured, baseline, budget + " ms", with - without <= budget);
    }

    private static double[] figures(List<String> options) throws Exception {
        return Jvm.lines(options, Cycles.class).stream()
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    /** Prints the median time of a start, of a stop until no BPF descriptor is left, and of the first start. */
    static final class Cycles {
        public static void main(String[] arguments) throws Exception {
            warmUp();
            var recordingOfFirst = new Recording();
            var first = start(recordingOfFirst);
            stop(recordingOfFirst);
            var starts = new double[CYCLES];
            var stops = new double[CYCLES];
            for (var i = 0; i < CYCLES; i++) {
                var recording = new Recording();
                starts[i] = start(recording);
                Thread.sleep(100);
                stops[i] = stop(recording);
                Thread.sleep(100);
            }
            System.out.println(Jvm.median(starts));
            System.out.println(Jvm.median(stops));
            System.out.println(first);
        }

        /** JFR itself takes 100 ms to start; that is not Pitot's. */
        private static void warmUp() {
            try (var recording = new Recording(Map.of("pitot.ThreadCpu#enabled", "false"))) {
                for (var kind : dev.pitot.plan.EventKind.values()) {
                    recording.disable(kind.eventName());
                }
                recording.start();
            }
        }

        private static double start(Recording recording) {
            var from = System.nanoTime();
            recording.start();
            return (System.nanoTime() - from) / 1e6;
        }

        private static double stop(Recording recording) throws Exception {
            var from = System.nanoTime();
            recording.close();
            while (bpfDescriptors() > 0) {
                Thread.sleep(1);
            }
            return (System.nanoTime() - from) / 1e6;
        }

        private static long bpfDescriptors() throws Exception {
            try (var files = java.nio.file.Files.list(java.nio.file.Path.of("/proc/self/fd"))) {
                return files.filter(Cycles::isBpf).count();
            }
        }

        private static boolean isBpf(java.nio.file.Path descriptor) {
            try {
                return java.nio.file.Files.readSymbolicLink(descriptor)
                        .toString()
                        .contains("bpf");
            } catch (java.io.IOException e) {
                return false; // the listing's own descriptor is gone
            }
        }
    }
}
