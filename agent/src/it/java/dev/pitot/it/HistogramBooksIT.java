package dev.pitot.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.testkit.HistogramRows;
import dev.pitot.testkit.KernelObjects;
import dev.pitot.testkit.RequiresKernel;
import dev.pitot.testkit.Run;
import dev.pitot.testkit.TracedJvm;
import dev.pitot.workload.ThreadShifts;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The histograms add up to what the kernel's own books say, and to Pitot's own records of the same. */
@RequiresKernel
class HistogramBooksIT {
    /**
     * What ended so near to an end of the window may be in it or not: the histograms are read, and then the clock. On a
     * busy machine the thread that reads them loses its CPU in between, for some slices of the scheduler.
     */
    private static final Duration EDGE = Duration.ofMillis(50);

    /** How far the ends of two events of the same moment are apart, by JFR's clock. */
    private static final Duration CLOCK = Duration.ofMillis(5);

    /** The same of times that are added up, in nanoseconds, where only the JVM's housekeeping runs. */
    private static final long EDGES = 20_000_000;

    @TempDir
    static Path directory;

    private static Run run;
    private static RecordedEvent begin;
    private static RecordedEvent end;
    private static long untold;

    @BeforeAll
    static void work() throws Exception {
        var jvm = TracedJvm.of(directory)
                .jvm("--enable-native-access=ALL-UNNAMED", "-Xmx128m")
                .recordOnly(
                        "pitot.OnCpuTime",
                        "pitot.OffCpuTime",
                        "pitot.RunQueueLatency",
                        "pitot.BlockIoLatency",
                        "pitot.ThreadCpu")
                .record("pitot.OffCpu", "0 ns")
                .record("pitot.RunQueueWait", "0 ns")
                .record("pitot.BlockIo", "0 ns")
                .record("pitot.DataLoss", "0 ns")
                .record("test.Mark", "0 ns");
        try (var running =
                jvm.start(ThreadShifts.class, directory.resolve("data").toString(), "calm")) {
            running.awaitLine("ready");
            running.ask("begin", "done begin");
            running.ask("work", "done work");
            running.ask("end", "done end");
            untold = KernelObjects.untold(running.process().pid());
            running.process().getOutputStream().close();
            run = running.await();
        }
        assertThat(run.err()).isEmpty();
        begin = ThreadShifts.mark(run, "begin");
        end = ThreadShifts.mark(run, "end");
        assertThat(run.events("pitot.DataLoss"))
                .noneMatch(loss -> loss.getString("reason").contains("ring buffer"));
    }

    /** A thread's last switch comes when it is in the process's books no more. */
    @Test
    void spellsAreSwitches() throws Exception {
        var spells = rows("OnCpuTime").count();
        var ended =
                windows().stream().filter(window -> window.getBoolean("ended")).count();
        var least = end.getLong("switchesBefore") - begin.getLong("switchesAfter") + ended;
        var most = end.getLong("switchesAfter") - begin.getLong("switchesBefore") + ended;
        System.out.printf(
                "%d spells on a CPU; %d to %d switches in the books, %d last ones%n", spells, least, most, ended);
        assertThat(spells).isBetween(least, most);
        assertThat(ended).isGreaterThanOrEqualTo(ThreadShifts.SHORT_LIVES);
    }

    @Test
    void totalsAreTheBooksAndTheBills() throws Exception {
        var onCpu = rows("OnCpuTime").total();
        var cpu = end.getLong("cpuBefore") - begin.getLong("cpuAfter");
        var atEdges = cpuOf(begin) + cpuOf(end);
        var stolen = end.getLong("stolen") - begin.getLong("stolen");
        var runQueue = rows("RunQueueLatency").total();
        System.out.printf(
                "on CPU %.6f s, getrusage %.6f s and %.6f s at the edges, bills %.6f s; run queue %.6f s, bills %.6f s%n",
                onCpu / 1e9, cpu / 1e9, atEdges / 1e9, billed("onCpu") / 1e9, runQueue / 1e9, billed("runQueue") / 1e9);
        assertThat(onCpu).isBetween(cpu - cpu / 100, cpu + cpu / 100 + atEdges + stolen);
        assertThat(Math.abs(onCpu - billed("onCpu"))).isLessThan(onCpu / 100 + atEdges + EDGES);
        assertThat(Math.abs(runQueue - billed("runQueue")))
                .isLessThan(runQueue / 100 + EDGES + waitsAt(begin) + waitsAt(end));
    }

    /** At threshold 0 each wait for a CPU is an event. */
    @Test
    void runQueueLatencyIsItsRecords() throws Exception {
        compare("RunQueueLatency", run.events("pitot.RunQueueWait"), RecordedEvent::getDuration);
    }

    /** Who is off the CPU sleeps, or waits for it after he was preempted; a new thread's first wait is neither. */
    @Test
    void offCpuTimeIsItsRecords() throws Exception {
        var both = new ArrayList<>(run.events("pitot.OffCpu"));
        var sleeps = both.stream().collect(Collectors.groupingBy(event -> event.getLong("osThreadId")));
        var seen = new HashSet<Long>();
        for (var wait : run.events("pitot.RunQueueWait")) {
            var thread = wait.getLong("osThreadId");
            if (!seen.add(thread)
                    && sleeps.getOrDefault(thread, List.of()).stream().noneMatch(sleep -> ends(sleep, wait))) {
                both.add(wait);
            }
        }
        compare("OffCpuTime", both, RecordedEvent::getDuration);
    }

    /** To the nanosecond by its length; when it was, JFR's clock knows less well. */
    private static boolean ends(RecordedEvent sleep, RecordedEvent wait) {
        return sleep.getDuration("runQueue").equals(wait.getDuration())
                && Duration.between(sleep.getEndTime(), wait.getEndTime()).abs().compareTo(CLOCK) < 0;
    }

    @Test
    void blockIoLatencyIsItsRecordsAndTheirTimes() throws Exception {
        var rows = rows("BlockIoLatency");
        var requests = run.events("pitot.BlockIo");
        for (var series :
                Set.copyOf(requests.stream().map(HistogramBooksIT::series).toList())) {
            var mine = requests.stream()
                    .filter(request -> series(request).equals(series))
                    .toList();
            compare(
                    series,
                    rows.where(row -> row.getBoolean("queued") && series(row).equals(series)),
                    rows,
                    mine,
                    RecordedEvent::getDuration);
            compare(
                    series + " at the device",
                    rows.where(row -> !row.getBoolean("queued") && series(row).equals(series)),
                    rows,
                    mine,
                    request -> request.getDuration("serviceTime"));
        }
        assertThat(requests.stream()
                        .filter(request ->
                                String.valueOf(request.getString("file")).endsWith("/data")
                                        && "read".equals(request.getString("operation"))))
                .hasSizeBetween(ThreadShifts.READS - (int) untold, ThreadShifts.READS);
    }

    private static String series(RecordedEvent event) {
        return event.getString("device") + " " + event.getString("operation")
                + (event.getBoolean("async") ? " async" : "");
    }

    private static void compare(String name, List<RecordedEvent> events, Function<RecordedEvent, Duration> time)
            throws Exception {
        var rows = rows(name).where(row -> !"Pitot".equals(row.getString("kind")));
        compare(name, rows, rows, events, time);
        assertThat(rows.count()).isGreaterThan(1000);
    }

    /** Slot by slot and to the nanosecond, with what is surely in the window and what may be. */
    private static void compare(
            String name,
            HistogramRows rows,
            HistogramRows window,
            List<RecordedEvent> events,
            Function<RecordedEvent, Duration> time) {
        var surely = within(events, window.start().plus(EDGE), window.end().minus(EDGE));
        var atMost = within(events, window.start().minus(EDGE), window.end().plus(EDGE));
        System.out.printf("%s: %d, records %d to %d%n", name, rows.count(), surely.size(), atMost.size());
        var least = counts(surely, time);
        var most = counts(atMost, time);
        var counts = rows.counts();
        for (var slot = 0; slot < HistogramRows.SLOTS; slot++) {
            assertThat(counts[slot]).as("%s, slot %d", name, slot).isBetween(least[slot], most[slot]);
        }
        assertThat(rows.total()).as(name).isBetween(sum(surely, time), sum(atMost, time));
    }

    private static long sum(List<RecordedEvent> events, Function<RecordedEvent, Duration> time) {
        return events.stream().mapToLong(event -> time.apply(event).toNanos()).sum();
    }

    private static long[] counts(List<RecordedEvent> events, Function<RecordedEvent, Duration> time) {
        var counts = new long[HistogramRows.SLOTS];
        events.forEach(event -> counts[HistogramRows.slot(time.apply(event))]++);
        return counts;
    }

    private static List<RecordedEvent> within(List<RecordedEvent> events, Instant from, Instant to) {
        return events.stream().filter(event -> within(event, from, to)).toList();
    }

    /** By its end: then it is counted. */
    private static boolean within(RecordedEvent event, Instant from, Instant to) {
        return event.getEndTime().isAfter(from) && !event.getEndTime().isAfter(to);
    }

    private static HistogramRows rows(String event) throws Exception {
        return HistogramRows.of(run, event).between(begin, end);
    }

    private static List<RecordedEvent> windows() throws Exception {
        return run.events("pitot.ThreadCpu").stream()
                .filter(window -> window.getEndTime().isAfter(begin.getEndTime())
                        && !window.getEndTime().isAfter(end.getEndTime()))
                .toList();
    }

    private static long billed(String part) throws Exception {
        return windows().stream().mapToLong(window -> window.getLong(part)).sum();
    }

    /** On a machine that has more to do, waits for a CPU at an end of the window are long, and partly in the bills. */
    private static long waitsAt(RecordedEvent mark) throws Exception {
        return run.events("pitot.RunQueueWait").stream()
                .filter(wait -> wait.getEndTime().isAfter(mark.getStartTime())
                        && wait.getStartTime().isBefore(mark.getEndTime()))
                .mapToLong(wait -> wait.getDuration().toNanos())
                .sum();
    }

    private static long cpuOf(RecordedEvent mark) {
        return mark.getLong("cpuAfter") - mark.getLong("cpuBefore");
    }
}
