package dev.pitot.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.testkit.Cli;
import dev.pitot.testkit.KernelObjects;
import dev.pitot.testkit.LiveCommand;
import dev.pitot.testkit.Poll;
import dev.pitot.testkit.ProcFs;
import dev.pitot.testkit.RequiresKernel;
import dev.pitot.testkit.SteeredTest;
import dev.pitot.testkit.TracedJvm;
import dev.pitot.workload.ControlledApp;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** biolatency, cpudist and runqlat of a running JVM: they look as BCC's, count what is, and leave nothing behind. */
@RequiresKernel
class LiveIT {
    private static final int READS = 23;
    private static final int SLEEPS = 5;
    private static final String ROWS = "(?: *\\d+ -> \\d+ +: \\d+ +\\|[* ]{40}\\|\n)+";
    private static final String TIME = "\\d\\d:\\d\\d:\\d\\d\n";

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void file() throws Exception {
        file = directory.resolve("data");
        Files.write(file, new byte[ControlledApp.PAGE]);
    }

    /**
     * The one of an interval of a second has all of them in several histograms; the other begins later, in another unit. A request
     * whose end the kernel tells nobody of is in none.
     */
    @Test
    void eachReadIsCountedOnceByEachWhoWatches() throws Exception {
        try (var jvm = start();
                var first = LiveCommand.start(directory, jvm, "biolatency", "1", "-T")
                        .underWay()) {
            read(jvm);
            var before = untold(jvm);
            try (var second = LiveCommand.start(directory, jvm, "biolatency", "-m", "-j", "-D", "-Q")
                    .underWay()) {
                read(jvm);
                Poll.until(
                        () -> first.counted() + untold(jvm) == 2 * READS,
                        () -> untold(jvm) + " untold, " + first.lines());
                read(jvm);
                read(jvm);
                var ended = second.interrupt();
                assertThat(ended.answer())
                        .matches(Pattern.compile(bcc("block device I/O") + "\\n" + json("msecs") + "\\n"));
                assertThat(second.counted() + untold(jvm) - before).isEqualTo(3 * READS);
            }
            read(jvm);
            var untold = untold(jvm);
            var ended = first.interrupt();
            assertThat(ended.answer())
                    .matches(Pattern.compile(
                            bcc("block device I/O") + "(?:\\n" + TIME + "(?:" + histogram("usecs") + ")?)+"));
            assertThat(first.counted() + untold).isEqualTo(5 * READS);
            assertDetached(jvm);
            assertQuietEnd(jvm);
        }
    }

    @Test
    void whereNothingHappensThereIsAHistogramOfNothing() throws Exception {
        try (var jvm = start()) {
            assertThat(Cli.run("biolatency", pid(jvm), "1", "2").answer())
                    .isEqualTo(header("block device I/O") + "\n\n");
            assertThat(Cli.run("biolatency", pid(jvm), "1", "1", "-j").answer())
                    .matches(bcc("block device I/O") + "\\n" + json("usecs") + "\\n");
            assertDetached(jvm);
            assertQuietEnd(jvm);
        }
    }

    @Test
    void cpudistAndRunqlatLookAsBccsDo() throws Exception {
        try (var jvm = start();
                var cpudist =
                        LiveCommand.start(directory, jvm, "cpudist", "1", "-T").underWay();
                var offCpu = LiveCommand.start(directory, jvm, "cpudist", "-O", "--kinds")
                        .underWay();
                var runqlat = LiveCommand.start(directory, jvm, "runqlat", "-m").underWay()) {
            jvm.ask("early " + SLEEPS, "early done");
            assertThat(runqlat.interrupt().answer()).matches(bcc("run queue latency") + "\\n" + histogram("msecs"));
            assertThat(offCpu.interrupt().answer())
                    .matches(bcc("off-CPU time") + "\\n(?:\nkind = \\w+\n(?:" + histogram("usecs") + ")?)+")
                    .contains("kind = Java\n");
            assertThat(offCpu.counted()).isGreaterThanOrEqualTo(SLEEPS);
            assertThat(cpudist.interrupt().answer())
                    .matches(bcc("on-CPU time") + "(?:\\n" + TIME + "(?:" + histogram("usecs") + ")?)+");
            assertThat(cpudist.counted()).isGreaterThanOrEqualTo(SLEEPS);
            assertDetached(jvm);
            assertQuietEnd(jvm);
        }
    }

    /** The recording's rows have all reads, the command's those that it saw; no sleep is lost when it comes and goes. */
    @Test
    void aRecordingBesideItLosesNothing() throws Exception {
        try (var jvm = TracedJvm.of(directory)
                .jvm("-XX:+EnableDynamicAgentLoading")
                .record("pitot.ThreadSleep", "0 ns")
                .record("pitot.BlockIo", "0 ns")
                .setting("pitot.BlockIoLatency#enabled", "true")
                .setting("pitot.BlockIoLatency#period", "1 s")
                .setting("pitot.DataLoss#enabled", "true")
                .start(ControlledApp.class)) {
            jvm.awaitLine("ready");
            work(jvm);
            long counted;
            long untoldThen;
            try (var tracing =
                            LiveCommand.start(directory, jvm, "biolatency", "1").underWay();
                    var other =
                            LiveCommand.start(directory, jvm, "runqlat", "1").underWay()) {
                work(jvm);
                other.interrupt().answer();
                work(jvm);
                tracing.interrupt().answer();
                counted = tracing.counted();
                untoldThen = untold(jvm);
            }
            work(jvm);
            var untold = untold(jvm);
            jvm.tell("exit 0");
            var run = jvm.await();
            assertThat(run.err()).isEmpty();
            assertThat(run.events("pitot.ThreadSleep"))
                    .filteredOn(sleep -> ControlledApp.EARLY.equals(sleep.getString("osThreadName")))
                    .hasSize(4 * SLEEPS);
            var reads = run.events("pitot.BlockIo").stream()
                    .filter(request -> request.getString("operation").equals("read"))
                    .toList();
            var ofData = reads.stream()
                    .filter(request -> String.valueOf(request.getString("file")).endsWith("/data"))
                    .toList();
            assertThat(ofData).hasSizeBetween(4 * READS - (int) untold, 4 * READS);
            var others = reads.size() - ofData.size(); // the JVM's own, as of a jar that is in no cache
            assertThat(counted).isBetween(2 * READS - untoldThen, 2L * READS + others);
            assertThat(counts(run.events("pitot.BlockIoLatency"))).isEqualTo(reads.size()); // the JVM's own among them
            assertThat(run.events("pitot.DataLoss"))
                    .extracting(loss -> loss.getString("reason"))
                    .filteredOn(reason -> untold == 0 || !reason.equals(SteeredTest.NO_END))
                    .allMatch("ends whose begin was not seen"::equals);
        }
    }

    private void work(TracedJvm.Running jvm) throws Exception {
        jvm.ask("early " + SLEEPS, "early done");
        read(jvm);
    }

    /** Of reads, without the time in the queue, so that each is there once. */
    private static long counts(List<RecordedEvent> rows) {
        return rows.stream()
                .filter(row -> row.getString("operation").equals("read") && !row.getBoolean("queued"))
                .mapToLong(row -> row.getLong("count"))
                .sum();
    }

    @Test
    void killedItDetaches() throws Exception {
        try (var jvm = start()) {
            var tracing = LiveCommand.start(directory, jvm, "cpudist", "1").underWay();
            assertThat(KernelObjects.of(jvm.process().pid())).isNotEmpty();
            tracing.close();
            assertDetached(jvm);
            assertQuietEnd(jvm);
        }
    }

    @Test
    void theEndOfTheJvmIsALine() throws Exception {
        try (var jvm = start();
                var waits = LiveCommand.start(directory, jvm, "runqlat").underWay();
                var asks = LiveCommand.start(directory, jvm, "cpudist", "1").underWay()) {
            var pid = pid(jvm);
            jvm.process().destroyForcibly();
            for (var ended : List.of(waits.end(), asks.end())) {
                assertThat(ended.status()).isOne();
                assertThat(ended.err()).isEqualTo("pitot: process " + pid + " has ended or does not answer\n");
            }
        }
    }

    @Test
    void theCommandStopIsALine() throws Exception {
        var stopped = "pitot: Pitot is stopped in that JVM; run the command start\n";
        try (var jvm = start();
                var waits = LiveCommand.start(directory, jvm, "biolatency").underWay();
                var asks = LiveCommand.start(directory, jvm, "cpudist", "1").underWay()) {
            Cli.run("stop", pid(jvm)).answer();
            for (var ended : List.of(waits.end(), asks.end())) {
                assertThat(ended.status()).isOne();
                assertThat(ended.err()).isEqualTo(stopped);
            }
            assertThat(Cli.run("runqlat", pid(jvm), "1", "1").failure() + "\n").isEqualTo(stopped);
            Cli.run("start", pid(jvm)).answer();
            assertThat(Cli.run("runqlat", pid(jvm), "1", "1").answer()).startsWith(header("run queue latency"));
            assertDetached(jvm);
            assertQuietEnd(jvm);
        }
    }

    private TracedJvm.Running start() throws Exception {
        var jvm = TracedJvm.of(directory)
                .withoutAgent()
                .jvm("-XX:+EnableDynamicAgentLoading")
                .start(ControlledApp.class);
        jvm.awaitLine("ready");
        read(jvm); // so that all classes for that are loaded
        return jvm;
    }

    private void read(TracedJvm.Running jvm) throws Exception {
        jvm.ask("read " + file + " " + READS, "read " + READS);
    }

    private static long untold(TracedJvm.Running jvm) throws Exception {
        return KernelObjects.untold(jvm.process().pid());
    }

    private static String pid(TracedJvm.Running jvm) {
        return Long.toString(jvm.process().pid());
    }

    private static String header(String what) {
        return "Tracing " + what + "... Hit Ctrl-C to end.\n";
    }

    private static String bcc(String what) {
        return Pattern.quote(header(what));
    }

    private static String histogram(String unit) {
        return "     " + unit + "               : count     distribution\n" + ROWS;
    }

    private static String json(String unit) {
        var entry = "\\{\"interval-start\": \\d+, \"interval-end\": \\d+, \"count\": \\d+}";
        return "\\{\"ts\": \"\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\", \"val_type\": \"" + unit
                + "\", \"data\": \\[(?:" + entry + "(?:, " + entry + ")*)?](?:, \"disk\": \"[^\"]+\")?}";
    }

    private static void assertDetached(TracedJvm.Running jvm) throws Exception {
        var process = jvm.process().pid();
        Poll.until(() -> KernelObjects.of(process).isEmpty(), () -> "still there: " + KernelObjects.of(process));
        Poll.until(
                () -> new ProcFs(process).threads().stream().noneMatch(thread -> thread.startsWith("pitot-")),
                () -> "threads " + new ProcFs(process).threads());
    }

    /** The application's streams hold what the application said. */
    private static void assertQuietEnd(TracedJvm.Running jvm) throws Exception {
        jvm.tell("exit 0");
        var run = jvm.await();
        assertThat(run.err()).isEmpty();
        assertThat(run.out().lines()).allMatch(line -> line.matches("ready|read \\d+|early done"));
    }
}
