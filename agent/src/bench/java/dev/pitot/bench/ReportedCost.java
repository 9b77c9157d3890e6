package dev.pitot.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/**
 * What a recording says of Pitot.
 *
 * @param costNanos CPU time and trap time in the stretches that were measured while the load ran
 * @param processNanos CPU time of the process in these
 * @param lost by {@code pitot.DataLoss}
 * @param decisions of the governor, by {@code pitot.ProbeStatus}
 */
record ReportedCost(double costNanos, double processNanos, long lost, long decisions) {

    /** One stretch: all its rows begin at the same time. */
    private record Stretch(double nanos, double share) {
        Stretch plus(RecordedEvent row) {
            return new Stretch(
                    nanos + row.getLong("cpuTime") + row.getLong("trapTime"), share + row.getDouble("share"));
        }
    }

    /** How much more CPU time the process took than it would have without. */
    double percentMore() {
        return 100 * costNanos / (processNanos - costNanos);
    }

    /** The stretches that begin after a time. */
    static ReportedCost of(Path recording, Instant from) throws IOException {
        var stretches = new TreeMap<Instant, Stretch>();
        var lost = 0L;
        var decisions = 0L;
        try (var file = new RecordingFile(recording)) {
            while (file.hasMoreEvents()) {
                var event = file.readEvent();
                switch (event.getEventType().getName()) {
                    case "pitot.ProbeCost" ->
                        stretches.merge(
                                event.getStartTime(), new Stretch(0, 0).plus(event), (sum, one) -> sum.plus(event));
                    case "pitot.DataLoss" -> lost += event.getLong("count");
                    case "pitot.ProbeStatus" -> decisions += isDecision(event) ? 1 : 0;
                    default -> {} // of no interest
                }
            }
        }
        var load = stretches.tailMap(from);
        return new ReportedCost(nanos(load), processNanos(load), lost, decisions);
    }

    private static boolean isDecision(RecordedEvent status) {
        return status.getString("decision") != null && status.getDuration().isZero(); // else a stretch that it led to
    }

    private static double nanos(Map<Instant, Stretch> stretches) {
        return stretches.values().stream().mapToDouble(Stretch::nanos).sum();
    }

    private static double processNanos(Map<Instant, Stretch> stretches) {
        return stretches.values().stream()
                .mapToDouble(stretch -> stretch.nanos / stretch.share)
                .sum();
    }
}
