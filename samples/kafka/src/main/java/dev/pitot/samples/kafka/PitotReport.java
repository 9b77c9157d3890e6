package dev.pitot.samples.kafka;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** {@code PitotReport FILE.jfr}: what Pitot lost, what its governor did, and what it cost, stretch by stretch. */
public final class PitotReport {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());

    private final List<String> losses = new ArrayList<>();
    private final List<String> decisions = new ArrayList<>();
    private final Map<String, String> lastOf = new HashMap<>();
    private final TreeMap<Instant, Double> shares = new TreeMap<>();

    private PitotReport() {}

    /** Prints. */
    public static void main(String[] arguments) throws IOException {
        var report = new PitotReport();
        try (var recording = new RecordingFile(Path.of(arguments[0]))) {
            while (recording.hasMoreEvents()) {
                report.add(recording.readEvent());
            }
        }
        report.print();
    }

    private void add(RecordedEvent event) {
        var time = TIME.format(event.getStartTime());
        switch (event.getEventType().getName()) {
            case "pitot.DataLoss" ->
                losses.add(time + "  " + event.getLong("count") + " " + event.getString("reason") + ", "
                        + event.getString("event"));
            case "pitot.ProbeStatus" -> {
                var decision = event.getString("decision");
                if (decision != null && !decision.equals(lastOf.put(event.getString("event"), decision))) {
                    decisions.add(time + "  " + event.getString("event") + ": "
                            + decision); // what still holds at the end of a chunk is said there again
                }
            }
            case "pitot.ProbeCost" -> shares.merge(event.getStartTime(), event.getDouble("share"), Double::sum);
            default -> {} // not about Pitot
        }
    }

    private void print() {
        list("pitot.DataLoss", losses);
        list("Steps of the governor in pitot.ProbeStatus", decisions);
        System.out.println("Cost, of the process's CPU time, in each stretch that was measured: " + shares.size());
        shares.forEach(
                (time, share) -> System.out.printf(Locale.ROOT, "  %s  %5.2f %%%n", TIME.format(time), 100 * share));
    }

    private static void list(String heading, List<String> lines) {
        System.out.println(heading + ": " + (lines.isEmpty() ? "none" : lines.size()));
        lines.forEach(line -> System.out.println("  " + line));
    }
}
