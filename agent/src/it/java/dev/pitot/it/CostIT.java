package dev.pitot.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.record.Layout;
import dev.pitot.testkit.DegradedEnvironments;
import dev.pitot.testkit.KernelObjects;
import dev.pitot.testkit.Poll;
import dev.pitot.testkit.ProcFs;
import dev.pitot.testkit.PublicCopy;
import dev.pitot.testkit.RequiresKernel;
import dev.pitot.testkit.Run;
import dev.pitot.testkit.Tool;
import dev.pitot.testkit.TracedJvm;
import dev.pitot.workload.ControlledApp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a recording says of Pitot's own cost, against what was recorded in the same stretch of time. */
@RequiresKernel
class CostIT {
    private static final Path STATISTICS = Path.of("/proc/sys/kernel/bpf_stats_enabled");
    private static final int CYCLES = 50;

    @TempDir
    Path directory;

    /** Two hits a park, one record; each timed, by the kernel and, where that is not permitted, by the programs. */
    @Test
    void itAgreesWithWhatWasRecordedWhoeverCounts() throws Exception {
        var copy = PublicCopy.in(directory);
        var before = Files.readString(STATISTICS);

        var kernel = park(copy, "root");
        var own = park(copy, "nobody", DegradedEnvironments.nobodyWithBpf());

        assertThat(Files.readString(STATISTICS)).isEqualTo(before);
        assertThat(kernel.source()).startsWith("kernel statistics");
        assertThat(own.source())
                .startsWith(before.strip().equals("1") ? "kernel statistics" : "sampling by the programs themselves");
        System.out.println(kernel + "\n" + own);
        assertThat(kernel.nanosPerRun()).isBetween(own.nanosPerRun() / 5, own.nanosPerRun() * 5);
    }

    private record Parks(String source, double nanosPerRun) {}

    private Parks park(PublicCopy copy, String name, String... through) throws Exception {
        var mine = PublicCopy.open(Files.createDirectory(directory.resolve(name)));
        var cache = Files.createDirectory(directory.resolve(name + "-cache"));
        var file = mine.resolve("parks.jfr");
        if (through.length > 0) {
            Tool.run("chown", "65534", cache.toString());
        }
        try (var jvm = TracedJvm.of(mine)
                .from(copy)
                .agentOptions("wait=60s,budget=off,cache=" + cache)
                .through(through)
                .jvm("-Ddev.pitot.pause=500")
                .record("pitot.ThreadPark", "0 ns")
                .setting("pitot.ThreadCpu#enabled", "true")
                .setting("pitot.ProbeCost#enabled", "true")
                .setting("pitot.ProbeCost#period", "500 ms")
                .nothingElse()
                .start(ControlledApp.class)) {
            jvm.awaitLine("ready");
            jvm.ask("load park 1", "load park");
            Thread.sleep(4_000);
            jvm.jcmd("JFR.stop", "name=1", "filename=" + file);
            assertNothingLeft(jvm);
            jvm.tell("exit 0");
            assertThat(jvm.await().err()).isEmpty();
        }
        return check(new Run(0, "", "", file));
    }

    private static void assertNothingLeft(TracedJvm.Running jvm) throws Exception {
        var process = jvm.process().pid();
        Poll.until(() -> KernelObjects.of(process).isEmpty(), () -> KernelObjects.of(process)
                .toString());
        Poll.until(
                () -> new ProcFs(process).threads().stream().noneMatch("pitot-cost"::equals)
                        && !keepsStatistics(process),
                () -> new ProcFs(process).threads() + " statistics: " + keepsStatistics(process));
    }

    private static boolean keepsStatistics(long process) throws IOException {
        try (var files = Files.list(Path.of("/proc/" + process + "/fd"))) {
            return files.anyMatch(file -> link(file).contains("bpf-stats"));
        } catch (UncheckedIOException e) {
            return true; // look again
        }
    }

    private static String link(Path file) {
        try {
            return Files.readSymbolicLink(file).toString();
        } catch (IOException e) {
            return ""; // closed meanwhile
        }
    }

    private static Parks check(Run run) throws Exception {
        assertAttachedOnce(run);
        var stretches = new TreeMap<Instant, List<RecordedEvent>>(run.events("pitot.ProbeCost").stream()
                .filter(row -> !"attach".equals(row.getString("program")))
                .collect(Collectors.groupingBy(RecordedEvent::getStartTime)));
        assertThat(stretches).hasSizeGreaterThanOrEqualTo(2);
        for (var rows : stretches.values()) {
            assertThat(rows)
                    .extracting(RecordedEvent::getDuration)
                    .containsOnly(rows.getFirst().getDuration());
            assertThat(rows)
                    .extracting(row -> row.getString("program") + " " + row.getString("event"))
                    .doesNotHaveDuplicates();
            assertThat(rows)
                    .extracting(row -> row.getString("program"))
                    .contains("pitot-drain", "pitot-cost", "sched_switch");
            shares(rows);
        }
        // The load is on and the JVM has warmed up in the last.
        return parks(run, stretches.lastEntry());
    }

    /** Before any window. */
    private static void assertAttachedOnce(Run run) throws Exception {
        var rows = run.events("pitot.ProbeCost").stream()
                .filter(row -> "attach".equals(row.getString("program")))
                .toList();
        assertThat(rows).singleElement().satisfies(row -> {
            assertThat(row.getDuration("cpuTime")).isPositive();
            assertThat(row.getDouble("share")).isBetween(0.0, 1.0).isPositive();
        });
        assertThat(run.events("pitot.ProbeCost"))
                .filteredOn(row -> !"attach".equals(row.getString("program")))
                .noneMatch(row -> row.getStartTime().isBefore(rows.getFirst().getEndTime()));
    }

    /** All are parts of the same time: that of the process, which has two CPUs or more. */
    private static void shares(List<RecordedEvent> rows) {
        var processors = Runtime.getRuntime().availableProcessors();
        var length = rows.getFirst().getDuration().toNanos();
        assertThat(rows.stream().mapToDouble(row -> row.getDouble("share")).sum())
                .isBetween(0.0, 1.0);
        assertThat(rows).filteredOn(row -> spent(row) > 100_000).isNotEmpty().allSatisfy(row -> assertThat(
                        spent(row) / row.getDouble("share"))
                .isBetween(1.0, 1.1 * processors * length));
        var process = rows.stream()
                .filter(row -> spent(row) > 100_000)
                .mapToLong(row -> Math.round(spent(row) / row.getDouble("share") / 1_000))
                .distinct()
                .count();
        assertThat(process).isOne();
    }

    private static long spent(RecordedEvent row) {
        return row.getDuration("cpuTime").toNanos()
                + row.getDuration("trapTime").toNanos();
    }

    private static Parks parks(Run run, Map.Entry<Instant, List<RecordedEvent>> stretch) throws Exception {
        var row = stretch.getValue().stream()
                .filter(of -> "pitot.ThreadPark".equals(of.getString("event")))
                .findFirst()
                .orElseThrow();
        var end = stretch.getKey().plus(row.getDuration());
        var events = run.events("pitot.ThreadPark").stream()
                .filter(park -> !park.getEndTime().isBefore(stretch.getKey())
                        && park.getEndTime().isBefore(end))
                .count();
        System.out.println(events + " parks, " + row);
        assertThat(events).isGreaterThan(100);
        // Reading what was counted takes a moment itself, at either end.
        assertThat(row.getLong("records")).isBetween(events * 9 / 10, events * 11 / 10 + 10);
        assertThat(row.getLong("runs")).isBetween(events * 2 * 9 / 10, events * 2 * 11 / 10 + 10);
        assertThat(row.getLong("bytes")).isEqualTo(row.getLong("records") * Layout.size(7));
        assertThat(row.getDuration("trapTime")).isPositive();
        return new Parks(
                row.getString("source"), (double) row.getDuration("cpuTime").toNanos() / row.getLong("runs"));
    }

    /** With a stretch begun in the middle of each, or a calibration. */
    @Test
    void manyRecordingsLeaveNothing() throws Exception {
        try (var jvm = TracedJvm.of(directory).jvm("-Ddev.pitot.pause=0").start(ControlledApp.class)) {
            jvm.awaitLine("ready");
            var process = new ProcFs(jvm.process().pid());
            cycle(jvm, 5);
            assertNothingLeft(jvm);
            var threads = process.threads();
            var descriptors = process.descriptors();
            cycle(jvm, CYCLES);
            assertNothingLeft(jvm);
            Poll.until(() -> process.threads().size() <= threads.size(), () -> process.threads() + " were " + threads);
            assertThat(process.descriptors()).isLessThanOrEqualTo(descriptors + 1);
            jvm.tell("exit 0");
            assertThat(jvm.await().err()).isEmpty();
        }
    }

    private void cycle(TracedJvm.Running jvm, int times) throws Exception {
        for (var i = 0; i < times; i++) {
            jvm.ask("cycle " + directory.resolve("cycle.jfr") + " " + (1 + i % 20), "cycled cycle.jfr");
        }
    }
}
