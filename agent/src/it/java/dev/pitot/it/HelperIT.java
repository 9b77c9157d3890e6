package dev.pitot.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.testkit.KernelObjects;
import dev.pitot.testkit.Poll;
import dev.pitot.testkit.RequiresKernel;
import dev.pitot.testkit.ThroughHelper;
import dev.pitot.testkit.Tool;
import dev.pitot.testkit.TracedJvm;
import dev.pitot.workload.ControlledApp;
import dev.pitot.workload.MixedWork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An ordinary user without any capability gets from the helper what root gets: the most telling tests once more. */
@RequiresKernel
@ThroughHelper
class HelperIT {
    @TempDir
    Path directory;

    @Test
    void theJvmHasNoCapability() throws Exception {
        var run = TracedJvm.of(directory)
                .record("pitot.ThreadSleep", "0 ns")
                .run(MixedWork.class, directory.resolve(MixedWork.FILE).toString());
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).isEqualTo("uid 65534 CapEff 0000000000000000\n");
        assertThat(run.events("pitot.ThreadSleep")).hasSizeGreaterThanOrEqualTo(MixedWork.SLEEPS);
    }

    @Test
    void nothingIsLeftOfAKilledJvm() throws Exception {
        try (var jvm = TracedJvm.of(directory).start(ControlledApp.class)) {
            jvm.awaitLine("ready");
            jvm.ask("start one", "started one");
            var pid = jvm.process().pid();
            var helpers = KernelObjects.helpers(pid);
            assertThat(helpers).hasSize(1);
            var ids = KernelObjects.of(pid);
            assertThat(ids).extracting(KernelObjects.Id::kind).contains(KernelObjects.Kind.values());
            jvm.process().destroyForcibly();
            Poll.until(() -> helpers.stream().noneMatch(ProcessHandle::isAlive), () -> "the helper is still there");
            Poll.until(
                    () -> ids.stream().noneMatch(KernelObjects.Id::exists), () -> "there are still objects of " + ids);
        }
    }

    /** The recording goes on, and the JVM ends as it always does. */
    @ParameterizedTest
    @ValueSource(strings = {"STOP", "KILL"})
    void aHelperThatIsKilledOrStoppedHoldsNothingUp(String signal) throws Exception {
        try (var jvm =
                TracedJvm.of(directory).record("pitot.ThreadSleep", "0 ns").start(ControlledApp.class)) {
            jvm.awaitLine("ready");
            var helper = KernelObjects.helpers(jvm.process().pid()).getFirst();
            Poll.until(
                    () -> status(helper.pid()).contains("CapPrm:\t0000000000000000"),
                    () -> "capabilities of the helper: " + status(helper.pid()));
            Tool.run("kill", "-" + signal, Long.toString(helper.pid()));
            jvm.ask("early 3", "early done");
            jvm.tell("exit 7");
            var run = jvm.await();
            assertThat(run.exit()).isEqualTo(7);
            assertThat(run.err()).isEmpty();
            assertThat(run.events("pitot.ThreadSleep"))
                    .filteredOn(sleep -> ControlledApp.EARLY.equals(sleep.getString("osThreadName")))
                    .hasSize(3);
            if (signal.equals("STOP")) { // whoever has stopped it has it go on; it sees then that the JVM has gone
                Tool.run("kill", "-CONT", Long.toString(helper.pid()));
            }
            Poll.until(() -> !helper.isAlive(), () -> "the helper is still there");
        }
    }

    @Test
    void theHelperGivesUpItsCapabilities() throws Exception {
        try (var jvm = TracedJvm.of(directory).start(ControlledApp.class)) {
            jvm.awaitLine("ready");
            jvm.ask("start one", "started one");
            var helper = KernelObjects.helpers(jvm.process().pid()).getFirst();
            Poll.until(
                    () -> status(helper.pid()).contains("CapPrm:\t0000000000000000"),
                    () -> "capabilities of the helper: " + status(helper.pid()));
            assertThat(status(helper.pid()))
                    .contains(
                            "CapEff:\t0000000000000000",
                            "NoNewPrivs:\t1",
                            "Seccomp:\t2",
                            "Uid:\t65534\t65534\t65534\t65534");
            jvm.ask("stop one", "stopped one");
            jvm.tell("exit 0");
            assertThat(jvm.await().err()).isEmpty();
        }
    }

    private static List<String> status(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid + "/status"));
        } catch (IOException e) {
            return List.of();
        }
    }

    @Nested
    class Bills extends BillIT {}

    @Nested
    class Counts extends ExactCountIT {}

    @Nested
    class Requests extends BlockIoIT {}

    @Nested
    class Histograms extends HistogramBooksIT {}

    @Nested
    class Settings extends SettingsIT {}

    @Nested
    class Waits extends WaitsIT {}

    @Nested
    class Threads extends ThreadCpuIT {}

    @Nested
    class OnAndOff extends LifecycleIT {}
}
