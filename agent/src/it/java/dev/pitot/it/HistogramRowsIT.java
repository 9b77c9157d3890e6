package dev.pitot.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.plan.EventKind;
import dev.pitot.testkit.HistogramRows;
import dev.pitot.testkit.KernelObjects;
import dev.pitot.testkit.RequiresKernel;
import dev.pitot.testkit.TracedJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Scanner;
import java.util.TreeMap;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rows of histograms: their bounds, their windows, and what is attached for them. */
@RequiresKernel
class HistogramRowsIT {
    private static final List<String> OF_THREADS =
            List.of("pitot.OnCpuTime", "pitot.OffCpuTime", "pitot.RunQueueLatency");

    /** Chunks convert the same ticks by clocks of their own, some microseconds apart. */
    private static final Duration CLOCKS = Duration.ofMillis(1);

    @TempDir
    Path directory;

    @Test
    void aloneTheyAttachTheSchedulersTracepointsOnly() throws Exception {
        try (var jvm = start()) {
            jvm.ask("start one pitot.RunQueueLatency=1_s", "done start");
            assertThat(links(jvm.process().pid())).isEqualTo(Map.of("raw_tracepoint", 6, "iter", 1));
            jvm.ask("stop one", "done stop");
            end(jvm);
        }
        assertThat(events("one", "pitot.ProbeStatus"))
                .filteredOn(status -> status.getString("reason") == null
                        || !status.getString("reason").startsWith("not yet: "))
                .extracting(status -> status.getString("event") + " " + status.getBoolean("attached"))
                .containsOnly("pitot.RunQueueLatency true");
        assertThat(events("one", "pitot.RunQueueLatency")).isNotEmpty();
        assertThat(events("one", "pitot.OnCpuTime")).isEmpty();
    }

    @Test
    void windowsFollowOneAnotherInTheirPeriodAndRowsHaveTheirBounds() throws Exception {
        try (var jvm = start()) {
            jvm.ask(
                    "start one pitot.OnCpuTime=1_s pitot.OffCpuTime=1_s pitot.RunQueueLatency=everyChunk",
                    "done start");
            jvm.ask("sleep 2500", "done sleep");
            jvm.ask("stop one", "done stop");
            end(jvm);
        }
        for (var name : OF_THREADS) {
            var rows = events("one", name);
            assertThat(rows).isNotEmpty().allSatisfy(HistogramRowsIT::hasItsBounds);
            var windows = follow(rows);
            if (name.equals("pitot.RunQueueLatency")) {
                assertThat(Duration.between(
                                windows.firstKey(), windows.firstEntry().getValue()))
                        .as(name)
                        .isGreaterThan(Duration.ofMillis(2400)); // and perhaps one of the end of the chunk
            } else {
                assertPeriod(windows);
            }
        }
    }

    /** Of several periods JFR takes the shortest; what is there before a recording begins is not its. */
    @Test
    void twoRecordingsShareTheRows() throws Exception {
        try (var jvm = start()) {
            jvm.ask("start long pitot.OnCpuTime=everyChunk", "done start");
            jvm.ask("sleep 1200", "done sleep");
            jvm.ask("start short pitot.OnCpuTime=1_s", "done start");
            jvm.ask("sleep 2300", "done sleep");
            jvm.ask("stop short", "done stop");
            jvm.ask("sleep 300", "done sleep");
            jvm.ask("stop long", "done stop");
            end(jvm);
        }
        var longer = follow(events("long", "pitot.OnCpuTime"));
        var shorter = follow(events("short", "pitot.OnCpuTime"));
        System.out.printf("windows of two recordings: %s and %s%n", longer, shorter);
        assertPeriod(shorter);
        assertThat(longer.firstKey()).isBefore(shorter.firstKey().minusMillis(1000));
        assertThat(longer.lastKey()).isAfter(shorter.lastKey());
    }

    @Test
    void switchedOffAndOnTheyHaveNothingOfTheTimeBetween() throws Exception {
        try (var jvm = start()) {
            jvm.ask("start frame pitot.ThreadSleep=0_ns", "done start");
            for (var name : List.of("first", "second")) {
                jvm.ask("start " + name + " pitot.OffCpuTime=1_s", "done start");
                jvm.ask("nap 17", "done nap");
                jvm.ask("stop " + name, "done stop");
                jvm.ask("nap 1013", "done nap");
            }
            end(jvm);
        }
        for (var name : List.of("first", "second")) {
            var rows = new HistogramRows(events(name, "pitot.OffCpuTime"));
            assertThat(follow(rows.rows())).isNotEmpty();
            assertThat(rows.where(row -> "Java".equals(row.getString("kind"))).counts()[10]) // 512 us to 1 ms
                    .as(name)
                    .isLessThan(1013 / 2);
        }
    }

    private static void hasItsBounds(RecordedEvent row) {
        var slot = HistogramRows.slot(row);
        var count = row.getLong("count");
        var total = row.getLong("total");
        assertThat(row.getLong("atLeast")).isEqualTo(slot == 1 ? 0 : (1L << slot - 1) * 1000);
        assertThat(row.getLong("below")).isEqualTo((1L << slot) * 1000);
        assertThat(count).isPositive();
        assertThat(total).isBetween(count * row.getLong("atLeast"), count * row.getLong("below") - 1);
    }

    /** The windows by their begins; each ends where the next begins. */
    private static TreeMap<Instant, Instant> follow(List<RecordedEvent> rows) {
        var windows = new TreeMap<Instant, Instant>();
        rows.forEach(row -> windows.put(row.getStartTime(), row.getEndTime()));
        for (var start : windows.keySet()) {
            var next = windows.higherKey(start);
            if (next != null) {
                assertThat(Duration.between(windows.get(start), next).abs()).isLessThan(CLOCKS);
            }
        }
        return windows;
    }

    /** JFR's timer has a beat of its own, and the end of a chunk ends windows too: some are shorter, none is longer. */
    private static void assertPeriod(TreeMap<Instant, Instant> windows) {
        var lengths = windows.entrySet().stream()
                .map(window -> Duration.between(window.getKey(), window.getValue()))
                .toList();
        assertThat(lengths)
                .allMatch(length -> length.compareTo(Duration.ofMillis(1700)) < 0)
                .anyMatch(length -> length.compareTo(Duration.ofMillis(700)) > 0)
                .hasSizeBetween(3, 8);
    }

    private TracedJvm.Running start() throws Exception {
        var kinds = Stream.of(EventKind.values()).map(EventKind::eventName);
        var arguments = Stream.concat(Stream.of(directory.toString()), kinds).toArray(String[]::new);
        var jvm = TracedJvm.of(directory).start(Recorder.class, arguments);
        jvm.awaitLine("ready");
        return jvm;
    }

    private static void end(TracedJvm.Running jvm) throws Exception {
        jvm.process().getOutputStream().close();
        assertThat(jvm.await().err()).isEmpty();
    }

    private List<RecordedEvent> events(String recording, String type) throws IOException {
        return RecordingFile.readAllEvents(directory.resolve(recording + ".jfr")).stream()
                .filter(event -> event.getEventType().getName().equals(type))
                .toList();
    }

    /** How many links of each type a process has. */
    private static Map<String, Integer> links(long pid) throws IOException {
        var types = new HashMap<String, Integer>();
        KernelObjects.links(pid).stream()
                .flatMap(List::stream)
                .filter(line -> line.startsWith("link_type:"))
                .forEach(line ->
                        types.merge(line.substring(line.indexOf(':') + 1).strip(), 1, Integer::sum));
        return types;
    }

    /** Starts and stops recordings of some events and of no others. Arguments: where to, and all events. */
    static final class Recorder {
        private static final Map<String, Recording> RECORDINGS = new HashMap<>();

        public static void main(String[] arguments) throws Exception {
            System.out.println("ready");
            try (var in = new Scanner(System.in)) {
                while (in.hasNextLine()) {
                    var line = in.nextLine().split(" ");
                    switch (line[0]) {
                        case "start" -> start(line, arguments);
                        case "stop" -> stop(line[1], Path.of(arguments[0]));
                        case "sleep" -> Thread.sleep(Long.parseLong(line[1]));
                        default -> nap(Integer.parseInt(line[1]));
                    }
                    System.out.println("done " + line[0]);
                }
            }
        }

        private static void start(String[] line, String[] all) {
            var recording = new Recording();
            for (var i = 1; i < all.length; i++) {
                recording.disable(all[i]);
            }
            recording.enable("pitot.ProbeStatus");
            for (var i = 2; i < line.length; i++) {
                var event = line[i].split("=");
                recording
                        .enable(event[0])
                        .with(
                                event[0].equals("pitot.ThreadSleep") ? "threshold" : "period",
                                event[1].replace('_', ' '));
            }
            RECORDINGS.put(line[1], recording);
            recording.start();
        }

        private static void stop(String name, Path directory) throws IOException {
            try (var recording = RECORDINGS.remove(name)) {
                recording.stop();
                recording.dump(directory.resolve(name + ".jfr"));
            }
        }

        private static void nap(int times) throws InterruptedException {
            for (var i = 0; i < times; i++) {
                Thread.sleep(0, 500_000);
            }
        }
    }
}
