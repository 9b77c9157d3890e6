package dev.pitot.bench;

import java.util.List;
import java.util.Set;

/**
 * Measures and prints one table. Arguments choose rows by name; none: all. Ratios and differences of paired runs are what counts: an
 * absolute time on a shared machine says little. Needs root, and the jar as the system property {@code pitot.jar}.
 */
public final class Bench {
    private Bench() {}

    /** A group of rows that is measured together. */
    private record Part(String name, Measurement measurement) {}

    private interface Measurement {
        List<Row> rows() throws Exception;
    }

    public static void main(String[] arguments) throws Exception {
        var chosen = Set.of(arguments);
        var parts = List.of(
                new Part("startup", Startup::measure),
                new Part("attach", Attach::measure),
                new Part("launch", Launch::measure),
                new Part("memory", Memory::measure),
                new Part("exit", Exit::measure),
                new Part("kernel", KernelCost::measure),
                new Part("self", SelfCost::measure),
                new Part("commit", CommitRate::measure),
                new Part("sustained", Sustained::measure),
                new Part("throughput", Throughput::measure),
                new Part("cycles", Cycles::measure),
                new Part("spans", SpanCost::measure),
                new Part("peers", Peers::measure));
        Jvm.lines(
                List.of(Jvm.PITOT, Jvm.RECORD), Startup.Nothing.class); // so that the programs are compiled and cached
        System.out.println(Row.heading());
        for (var part : parts) {
            if (chosen.isEmpty() || chosen.contains(part.name)) {
                part.measurement.rows().forEach(System.out::println);
            }
        }
    }
}
