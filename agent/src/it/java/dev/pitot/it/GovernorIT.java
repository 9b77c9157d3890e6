package dev.pitot.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.testkit.Cli;
import dev.pitot.testkit.KernelObjects;
import dev.pitot.testkit.Poll;
import dev.pitot.testkit.ProcFs;
import dev.pitot.testkit.RequiresKernel;
import dev.pitot.testkit.TracedJvm;
import dev.pitot.workload.ControlledApp;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What costs too much goes, the dearest event first, and comes back when the load has gone. */
@RequiresKernel
class GovernorIT {
    private static final String NOTHING_LEFT =
            "nothing is attached: the governor has detached all events to keep to the budget (1 recording runs)";

    private static final Pattern AS_WANTED = Pattern.compile("pitot.ThreadPark +uprobe");

    /** What came back too early under the load waits twice as long the next time: some windows of two seconds for each step. */
    private static final int PATIENCE = 200;

    @TempDir
    Path directory;

    @Test
    void theDearestGoesFirstAndAllComesBack() throws Exception {
        try (var jvm = recording("budget=0.1%", "1000")) {
            assertThat(status(jvm)).contains("measured:\n").doesNotContain("not measured:");
            var probes = KernelObjects.probes(jvm.process().pid());
            jvm.ask("load park 6", "load park");
            loadTheScheduler(jvm);
            Poll.until(() -> status(jvm).contains(NOTHING_LEFT), () -> status(jvm));
            assertThat(status(jvm))
                    .containsPattern(
                            "pitot.ThreadPark +detached: Pitot took .* of this JVM's CPU time, more than its budget of 0.10 %")
                    .contains("pitot.OnCpuTime")
                    .contains("pitot.ThreadCpu")
                    .contains("\ncost: ");
            // Now and then it tries whether the bills of threads can come back: a command takes seconds under this
            // load.
            Poll.until(() -> KernelObjects.of(jvm.process().pid()).isEmpty(), () -> status(jvm));
            jvm.ask("load none 0", "load none");
            // To answer costs, too: a command every second would be too much for this budget.
            Poll.until(PATIENCE, () -> KernelObjects.probes(jvm.process().pid()).equals(probes), () -> status(jvm));
            Poll.until(
                    PATIENCE,
                    () -> {
                        Thread.sleep(6_000);
                        return AS_WANTED.matcher(status(jvm)).find();
                    },
                    () -> status(jvm));
            jvm.tell("exit 0");
            var run = jvm.await();
            assertThat(run.err()).isEmpty();
            var changes = run.events("pitot.ProbeStatus").stream()
                    .filter(status -> status.getString("decision") != null)
                    .toList();
            changes.forEach(
                    change -> System.out.println(change.getString("event") + " " + change.getString("decision")));
            assertThat(changes.getFirst().getString("event")).isEqualTo("pitot.ThreadPark");
            assertThat(detached(changes)).startsWith("pitot.ThreadPark").endsWith("pitot.ThreadCpu");
            assertThat(changes)
                    .filteredOn(change -> change.getString("decision").startsWith("restored: "))
                    .extracting(change -> change.getString("event"))
                    .contains("pitot.ThreadCpu", "pitot.OnCpuTime", "pitot.ThreadPark");
        }
    }

    /** In the order in which they went. */
    private static List<String> detached(List<RecordedEvent> changes) {
        return changes.stream()
                .filter(change -> !change.getBoolean("attached"))
                .map(change -> change.getString("event"))
                .distinct()
                .toList();
    }

    @Test
    void withoutABudgetNothingGoes() throws Exception {
        try (var jvm = recording("budget=off", "100")) {
            jvm.ask("load park 2", "load park");
            Poll.until(() -> status(jvm).contains("\ncost: "), () -> status(jvm));
            Thread.sleep(2_000);
            assertThat(status(jvm)).containsPattern("pitot.ThreadPark +uprobe").doesNotContain("not measured:");
            jvm.tell("exit 0");
            assertThat(jvm.await().err()).isEmpty();
        }
    }

    @Test
    void aRecordingThatEndsWhileAllIsOffLeavesNothing() throws Exception {
        try (var jvm = TracedJvm.of(directory)
                .agentOptions("wait=30s,budget=0.1%")
                .jvm("-Ddev.pitot.pause=100", "-XX:+EnableDynamicAgentLoading")
                .start(ControlledApp.class)) {
            jvm.awaitLine("ready");
            jvm.ask("load sleep 6", "load sleep");
            loadTheScheduler(jvm);
            jvm.ask("start one", "started one");
            Poll.until(() -> status(jvm).contains(NOTHING_LEFT), () -> status(jvm));
            assertThat(Cli.run("cpudist", Long.toString(jvm.process().pid()), "1", "1")
                            .answer())
                    .contains(" -> ");
            jvm.ask("stop one " + directory.resolve("one.jfr"), "stopped one");
            assertThat(status(jvm)).contains("nothing is attached: no recording runs");
            assertThat(KernelObjects.of(jvm.process().pid())).isEmpty();
            var threads = new ProcFs(jvm.process().pid());
            Poll.until(() -> !threads.threads().contains("pitot-cost"), () -> threads.threads()
                    .toString());
            jvm.ask("load none 0", "load none");
            jvm.ask("start two", "started two");
            assertThat(status(jvm)).contains("attached since").containsPattern("pitot.ThreadSleep +uprobe");
            jvm.ask("stop two " + directory.resolve("two.jfr"), "stopped two");
            jvm.tell("exit 0");
            assertThat(jvm.await().err()).isEmpty();
        }
    }

    /** @param window milliseconds between two measurements; to attach anew must not fall into the next */
    private TracedJvm.Running recording(String budget, String window) throws Exception {
        var jvm = TracedJvm.of(directory)
                .agentOptions("wait=30s," + budget)
                .jvm("-Ddev.pitot.pause=" + window, "-XX:+EnableDynamicAgentLoading")
                .record("pitot.ThreadPark", "0 ns")
                .setting("pitot.OnCpuTime#enabled", "true")
                .setting("pitot.ThreadCpu#enabled", "true")
                .setting("pitot.ProbeStatus#enabled", "true")
                .nothingElse()
                .start(ControlledApp.class);
        jvm.awaitLine("ready");
        return jvm;
    }

    /** So many switches that the account alone is over twice the budget, and over twice of what is next to nothing. */
    private static void loadTheScheduler(TracedJvm.Running jvm) throws Exception {
        jvm.ask("load yield " + 3 * Runtime.getRuntime().availableProcessors(), "load yield");
    }

    private static String status(TracedJvm.Running jvm) throws Exception {
        return Cli.run("status", Long.toString(jvm.process().pid())).answer();
    }
}
