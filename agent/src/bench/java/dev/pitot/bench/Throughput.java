package dev.pitot.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What a Kafka broker and its clients get done with Pitot's default settings, over the same without Pitot: runs in turn, in which
 * the producer goes as fast as it can. Both record JFR's own events. The sample must have been built.
 */
final class Throughput {
    private static final int PAIRS = Integer.getInteger("pitot.bench.pairs", 7);

    private Throughput() {}

    /** Two runs, one after the other. */
    private record Pair(KafkaRun without, KafkaRun with) {
        double ratio(ToDoubleFunction<KafkaRun> figure) {
            return figure.applyAsDouble(with) / figure.applyAsDouble(without);
        }
    }

    static List<Row> measure() throws Exception {
        var folder = Files.createTempDirectory("throughput");
        try {
            return rows(pairs(folder));
        } finally {
            Files.delete(folder.resolve("pitot.jfc"));
            Files.delete(folder);
        }
    }

    private static List<Pair> pairs(Path folder) throws Exception {
        var settings = KafkaRun.settings(folder);
        var pairs = new ArrayList<Pair>();
        for (var i = 0; i < PAIRS; i++) {
            // Who goes first takes turns: a machine that slows down would else be in favour of one.
            var first = i % 2 == 0 ? KafkaRun.without(folder) : KafkaRun.with(folder, settings);
            var second = i % 2 == 0 ? KafkaRun.with(folder, settings) : KafkaRun.without(folder);
            pairs.add(i % 2 == 0 ? new Pair(first, second) : new Pair(second, first));
        }
        return pairs;
    }

    private static List<Row> rows(List<Pair> pairs) {
        var rows = new ArrayList<Row>();
        var throughput = sorted(pairs, pair -> 100 * pair.ratio(KafkaRun::perSecond));
        var without = Jvm.median(sorted(pairs, pair -> pair.without.perSecond()));
        rows.add(Row.of(
                "throughput of Kafka, of that without Pitot",
                "%.1f %%".formatted(Jvm.median(throughput)),
                "without %.0f/s".formatted(without),
                "99 %",
                Jvm.median(throughput) >= 99));
        rows.add(Row.of("  " + PAIRS + " pairs: least and most", range(throughput), ""));
        var cpu = sorted(pairs, pair -> 100 * pair.ratio(KafkaRun::cpuMicros) - 100);
        var alone = Jvm.median(sorted(pairs, pair -> pair.without.cpuMicros()));
        rows.add(Row.of(
                "CPU time for a message, more than without Pitot",
                "%.1f %%".formatted(Jvm.median(cpu)),
                "without %.2f us".formatted(alone)));
        rows.add(Row.of("  " + PAIRS + " pairs: least and most", range(cpu), ""));
        var reported =
                sorted(pairs, pair -> pair.with.reported().percentMore()); // NaN: the load was too short for a stretch
        rows.add(Row.of(
                "  what pitot.ProbeCost says of the same runs",
                "%.1f %%".formatted(Jvm.median(reported)),
                "%.1f to %.1f %%".formatted(reported[0], reported[reported.length - 1])));
        rows.add(Row.of(
                "  lost events, decisions of the governor",
                pairs.stream().mapToLong(pair -> pair.with.reported().lost()).sum() + ", "
                        + pairs.stream()
                                .mapToLong(pair -> pair.with.reported().decisions())
                                .sum(),
                ""));
        return rows;
    }

    private static String range(double[] sorted) {
        return "%.1f to %.1f %%".formatted(sorted[0], sorted[sorted.length - 1]);
    }

    private static double[] sorted(List<Pair> pairs, ToDoubleFunction<Pair> figure) {
        return pairs.stream().mapToDouble(figure).sorted().toArray();
    }
}
