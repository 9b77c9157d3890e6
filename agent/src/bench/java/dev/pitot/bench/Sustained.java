package dev.pitot.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * Records a second from the kernel into a recording's file, all the way: probes, ring buffer, drain thread, JFR. The rate is raised
 * in steps until the load itself can make no more; and, since that may be less than the drain could take, the drain alone.
 */
final class Sustained {
    private static final List<String> ASKED =
            List.of("100000", "100000", "200000", "300000", "400000", "500000", "600000", ParkLoad.UNBOUNDED);
    private static final double BUDGET = 500_000;

    private Sustained() {}

    /** What came of one rate. */
    private record Step(String asked, double seconds, long made, long committed, long lost, long drainNanos) {
        static Step parse(String line) {
            var part = line.split(" ");
            return new Step(
                    part[0],
                    Double.parseDouble(part[1]),
                    Long.parseLong(part[2]),
                    Long.parseLong(part[3]),
                    Long.parseLong(part[4]),
                    Long.parseLong(part[5]));
        }

        double madePerSecond() {
            return made / seconds;
        }

        double lostPercent() {
            return 100.0 * (made - committed) / made;
        }

        /** What is lost, and said to be: nothing else is missing. */
        boolean isAccountedFor() {
            return made == committed + lost;
        }

        Row row() {
            var asked = this.asked.equals(ParkLoad.UNBOUNDED)
                    ? "as many as it can"
                    : thousands(Double.parseDouble(this.asked));
            return Row.of(
                    "  parks, " + asked
                            + (isAccountedFor() ? "" : ", " + (made - committed - lost) + " NOT ACCOUNTED FOR"),
                    thousands(madePerSecond()),
                    "lost %.2f %%, drain %.0f ns"
                            .formatted(lostPercent(), (double) drainNanos / Math.max(1, committed)));
        }
    }

    static List<Row> measure() throws Exception {
        var rows = new ArrayList<Row>();
        rows.addAll(rows("records into a file, none lost", Jvm.agent("wait=30s,budget=off")));
        rows.addAll(rows("the same, option ring=16m", Jvm.agent("wait=30s,budget=off,ring=16m")));
        rows.addAll(DrainRate.measure());
        return rows;
    }

    private static List<Row> rows(String what, String agent) throws Exception {
        var lines = Jvm.lines(
                List.of(agent, "--enable-native-access=ALL-UNNAMED"), ParkLoad.class, ASKED.toArray(String[]::new));
        var steps = lines.stream().map(Step::parse).skip(1).toList(); // the first warms up
        var most = steps.stream().mapToDouble(Step::madePerSecond).max().orElse(0);
        var lossless = steps.stream()
                .filter(step -> step.made == step.committed)
                .mapToDouble(Step::madePerSecond)
                .max()
                .orElse(0);
        var rows = new ArrayList<Row>();
        rows.add(new Row(
                what,
                thousands(lossless),
                "load made " + thousands(most),
                thousands(BUDGET),
                lossless >= BUDGET || most >= BUDGET ? lossless >= BUDGET : null));
        steps.forEach(step -> rows.add(step.row()));
        return rows;
    }

    private static String thousands(double perSecond) {
        return "%.0f k/s".formatted(perSecond / 1000);
    }
}
