package dev.pitot.it;

import static org.assertj.core.api.Assertions.assertThat;

import acme.Chores;
import dev.pitot.record.Layout;
import dev.pitot.testkit.Cli;
import dev.pitot.testkit.KernelObjects;
import dev.pitot.testkit.LiveCommand;
import dev.pitot.testkit.Poll;
import dev.pitot.testkit.RequiresKernel;
import dev.pitot.testkit.Run;
import dev.pitot.testkit.TracedJvm;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The live histograms by span, phase and thread: the kernel counts each thing once, where it belongs. */
@RequiresKernel
class KeyedHistogramsIT {
    private static final String READ = "acme.Chores.read(FileChannel, int)";
    private static final String BROWSE = "acme.Chores.browse(FileChannel, int)";
    private static final String SLEEP = "acme.Chores.sleep(int)";
    private static final int SLEEPS = 5;
    private static final String SPANS = "span=acme.Chores::read,span=acme.Chores::browse,span=acme.Chores::sleep";

    @TempDir
    Path directory;

    @Test
    void requestsBelongToTheSpanAndTheThreadThatMadeThem() throws Exception {
        try (var jvm = start(TracedJvm.of(directory));
                var bySpan = live(jvm, "biolatency --by span");
                var byThread = live(jvm, "biolatency --by thread -Q");
                var asJson = live(jvm, "biolatency --by span --json")) {
            var before = untold(jvm);
            jvm.ask("read 23", "read 23");
            jvm.ask("browse 7", "browse 7");
            jvm.ask("outside 11", "outside 11");
            var lost = untold(jvm) - before;
            bySpan.interrupt().answer();
            byThread.interrupt().answer();
            assertThat(asJson.interrupt().answer()).contains("\"span\": \"" + READ + "\"");
            var spans = bySpan.countedByHeading();
            assertThat(spans.get("span = " + READ)).isBetween(23 - lost, 23L);
            assertThat(spans.get("span = " + BROWSE)).isBetween(7 - lost, 7L);
            assertThat(spans.get("span = (none)")).isGreaterThanOrEqualTo(11 - lost); // the JVM reads, too
            var threads = byThread.countedByHeading();
            assertThat(of(threads, "thread = read (")).isBetween(23 - lost, 23L);
            assertThat(of(threads, "thread = browse (")).isBetween(7 - lost, 7L);
            assertThat(of(threads, "thread = outside (")).isBetween(11 - lost, 11L);
            assertDetached(jvm);
        }
    }

    /**
     * Each has at least what a histogram without a key counts that begins later and ends sooner, and at most what one counts that
     * begins sooner and ends later.
     */
    @ParameterizedTest
    @ValueSource(strings = {"cpudist", "cpudist -O", "runqlat"})
    void allKeysTogetherAreTheHistogramWithoutAKey(String line) throws Exception {
        try (var jvm = start(TracedJvm.of(directory));
                var more = live(jvm, line);
                var bySpan = live(jvm, line + " --by span --top 5000");
                var byPhase = live(jvm, line + " --by phase --top 5000");
                var byThread = live(jvm, line + " --by thread --top 5000");
                var less = live(jvm, line)) {
            jvm.ask("sleep " + SLEEPS, "sleep " + SLEEPS);
            jvm.ask("nap 3", "nap 3");
            for (var live : List.of(less, byThread, byPhase, bySpan, more)) {
                live.interrupt().answer();
            }
            for (var keyed : List.of(bySpan, byPhase, byThread)) {
                System.out.println(less.counted() + " <= " + keyed.counted() + " <= " + more.counted());
                assertThat(keyed.counted()).isBetween(less.counted(), more.counted());
            }
            assertThat(bySpan.countedByHeading().get("span = " + SLEEP)).isGreaterThanOrEqualTo(SLEEPS);
            assertThat(byPhase.countedByHeading().get("phase = ThreadSleep")).isGreaterThanOrEqualTo(SLEEPS + 3L);
            assertThat(of(byThread.countedByHeading(), "thread = sleep (")).isGreaterThanOrEqualTo(SLEEPS);
            assertDetached(jvm);
        }
    }

    @Test
    void aSpanHasAsManyWaitsAsEvents() throws Exception {
        var traced = TracedJvm.of(directory)
                .recordOnly("pitot.RunQueueWait", "pitot.BlockIo", "pitot.ThreadSleep")
                .record("pitot.RunQueueWait", "0 ns")
                .record("pitot.BlockIo", "0 ns")
                .record("pitot.ThreadSleep", "0 ns");
        try (var jvm = start(traced);
                var waits = live(jvm, "runqlat --by span --top 5000");
                var phases = live(jvm, "runqlat --by phase --top 5000");
                var requests = live(jvm, "biolatency --by span --top 5000")) {
            jvm.ask("sleep " + SLEEPS, "sleep " + SLEEPS);
            jvm.ask("read 23", "read 23");
            jvm.ask("browse 7", "browse 7");
            for (var live : List.of(requests, phases, waits)) {
                live.interrupt().answer();
            }
            jvm.process().getOutputStream().close();
            var run = jvm.await();
            assertThat(run.err()).isEmpty();
            for (var span : List.of(SLEEP, READ, BROWSE)) {
                assertThat(waits.countedByHeading().getOrDefault("span = " + span, 0L))
                        .as(span)
                        .isEqualTo(events(run, "pitot.RunQueueWait", "span", span));
                assertThat(requests.countedByHeading().getOrDefault("span = " + span, 0L))
                        .as(span)
                        .isEqualTo(events(run, "pitot.BlockIo", "span", span));
            }
            assertThat(phases.countedByHeading().get("phase = ThreadSleep"))
                    .isEqualTo(events(run, "pitot.RunQueueWait", "phase", "ThreadSleep"));
        }
    }

    private static long events(Run run, String type, String field, String value) throws Exception {
        return run.events(type).stream()
                .filter(event -> value.equals(event.getString(field)))
                .count();
    }

    @Test
    void whatFindsNoRoomIsCountedTogether() throws Exception {
        var crowd = Layout.MAX_KEYED + 100;
        try (var jvm = start(TracedJvm.of(directory));
                var more = live(jvm, "biolatency");
                var byThread = live(jvm, "biolatency --by thread --top 5000");
                var less = live(jvm, "biolatency")) {
            jvm.ask("crowd " + crowd, "crowd " + crowd);
            for (var live : List.of(less, byThread, more)) {
                live.interrupt().answer();
            }
            var threads = byThread.countedByHeading();
            var rest = threads.get("thread = (others, for which there was no room)");
            System.out.println(threads.size() + " histograms, of the rest " + rest);
            assertThat(rest).isNotNull().isPositive();
            assertThat(byThread.counted()).isBetween(less.counted(), more.counted());
            assertThat(threads).hasSizeLessThanOrEqualTo(Layout.MAX_KEYED + 1);
            try (var later = live(jvm, "biolatency --by thread")) { // there is room again
                jvm.ask("outside 11", "outside 11");
                later.interrupt().answer();
                assertThat(of(later.countedByHeading(), "thread = outside (")).isPositive();
            }
        }
    }

    @Test
    void whatCannotBeAskedForIsALine() throws Exception {
        try (var jvm = start(TracedJvm.of(directory))) {
            var pid = Long.toString(jvm.process().pid());
            assertThat(Cli.run("cpudist", pid, "--by", "span", "--kinds").err())
                    .startsWith("--by and --kinds exclude each other");
            assertThat(Cli.run("biolatency", pid, "--by", "span", "-D").err())
                    .startsWith("--by and --disks exclude each other");
            assertThat(Cli.run("runqlat", pid, "--top", "3").err())
                    .startsWith("--top belongs to --by and must be at least 1");
            assertThat(Cli.run("runqlat", pid, "--by", "class").err()).contains("[span, phase, thread]");
        }
    }

    private TracedJvm.Running start(TracedJvm traced) throws Exception {
        var jvm = traced.agentOptions("wait=30s,budget=off," + SPANS)
                .jvm("-XX:+EnableDynamicAgentLoading")
                .start(Chores.class, directory.resolve("file").toString());
        jvm.awaitLine("ready");
        jvm.ask("outside 1", "outside 1"); // so that all classes for that are loaded
        return jvm;
    }

    private LiveCommand live(TracedJvm.Running jvm, String line) throws Exception {
        var words = line.split(" ");
        return LiveCommand.start(directory, jvm, words[0], Arrays.copyOfRange(words, 1, words.length))
                .underWay();
    }

    private static long of(Map<String, Long> counts, String heading) {
        return counts.entrySet().stream()
                .filter(count -> count.getKey().startsWith(heading))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private static long untold(TracedJvm.Running jvm) throws Exception {
        return KernelObjects.untold(jvm.process().pid());
    }

    private static void assertDetached(TracedJvm.Running jvm) throws Exception {
        var process = jvm.process().pid();
        Poll.until(() -> KernelObjects.of(process).isEmpty(), () -> "still there: " + KernelObjects.of(process));
    }
}
