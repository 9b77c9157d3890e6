package dev.pitot.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.plan.EventKind;
import dev.pitot.testkit.KernelObjects;
import dev.pitot.testkit.Poll;
import dev.pitot.testkit.ProcFs;
import dev.pitot.testkit.RequiresKernel;
import dev.pitot.testkit.TracedJvm;
import dev.pitot.workload.ControlledApp;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a recording attaches is there while it runs, and gone when it has stopped; what it recorded is whole. */
@RequiresKernel
class LifecycleIT {
    private static final int SLEEPS = 11;
    private static final int CYCLES = 10;

    @TempDir
    Path directory;

    @Test
    void nothingWithoutARecording() throws Exception {
        try (var jvm = TracedJvm.of(directory).start(ControlledApp.class)) {
            var process = new ProcFs(jvm.process().pid());
            jvm.awaitLine("ready");
            jvm.ask("initialized", "false");
            jvm.ask("early 3", "early done");
            assertThat(KernelObjects.of(process.pid())).isEmpty();
            assertThat(process.threads()).noneMatch(name -> name.startsWith("pitot-") || name.startsWith("JFR"));
            jvm.tell("exit 7");
            assertThat(jvm.await().err()).isEmpty();
        }
    }

    @Test
    void nothingForARecordingOfOtherEvents() throws Exception {
        var off = TracedJvm.of(directory).setting("jdk.ThreadStart#enabled", "true");
        for (var kind : EventKind.values()) {
            off.setting(kind.eventName() + "#enabled", "false");
        }
        try (var jvm = off.start(ControlledApp.class)) {
            jvm.awaitLine("ready");
            jvm.ask("early 3", "early done");
            // What was prepared before JFR had read the settings is freed.
            var pid = jvm.process().pid();
            Poll.until(() -> KernelObjects.of(pid).isEmpty(), () -> "in the kernel: " + KernelObjects.of(pid));
            assertThat(new ProcFs(jvm.process().pid()).threads()).doesNotContain("pitot-drain");
        }
    }

    @Test
    void tenRecordingsLeaveNothing() throws Exception {
        try (var jvm = TracedJvm.of(directory)
                .jvm("-Xms64m", "-Xmx64m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC")
                .start(ControlledApp.class)) {
            var process = new ProcFs(jvm.process().pid());
            jvm.awaitLine("ready");
            for (var i = 0; i < 3; i++) {
                cycle(jvm, "warm" + i); // JFR's own threads, and the classes of all
            }
            var threads = settled(jvm, process);
            var descriptors = process.descriptors();
            var resident = process.residentKilobytes();

            jvm.ask("start held", "started held");
            assertThat(KernelObjects.of(process.pid()))
                    .extracting(KernelObjects.Id::kind)
                    .contains(KernelObjects.Kind.values());
            assertThat(process.threads()).contains("pitot-drain");
            assertThat(process.mappedMaps()).isPositive();
            jvm.ask("stop held", "stopped held");
            for (var i = 0; i < CYCLES; i++) {
                cycle(jvm, "cycle" + i);
            }

            assertThat(settled(jvm, process)).isEqualTo(threads);
            assertThat(process.descriptors()).isEqualTo(descriptors);
            // A recording's maps alone, were they left, would be 10 times 8 MB; what the JIT compiles meanwhile is
            // less.
            assertThat(process.residentKilobytes() - resident).isLessThan(15_000);
            jvm.tell("exit 0");
            assertThat(jvm.await().err()).isEmpty();
        }
        for (var i = 0; i < CYCLES; i++) {
            assertWhole(directory.resolve("cycle" + i), 3 * SLEEPS + i * SLEEPS);
        }
    }

    private void cycle(TracedJvm.Running jvm, String name) throws Exception {
        jvm.ask("cycle " + directory.resolve(name) + " " + SLEEPS, "cycled " + name);
    }

    /** The names of the threads, once nothing is attached any more. */
    private static List<String> settled(TracedJvm.Running jvm, ProcFs process) throws Exception {
        Poll.until(
                () -> KernelObjects.of(process.pid()).isEmpty()
                        && process.threads().stream().noneMatch(name -> name.startsWith("pitot-"))
                        && process.mappedMaps() == 0,
                () -> KernelObjects.of(process.pid()) + " " + process.threads() + ", ring buffers mapped: "
                        + process.mappedMaps());
        jvm.ask("gc", "collected");
        return process.threads();
    }

    /** Up to the last sleep, which ended just before the recording was stopped. */
    private static void assertWhole(Path recording, int classesBefore) throws IOException {
        var events = RecordingFile.readAllEvents(recording);
        assertThat(of(events, "pitot.ThreadSleep")).hasSize(SLEEPS);
        assertThat(of(events, "pitot.ClassLoad"))
                .filteredOn(load -> load.getString("className").startsWith("made."))
                .extracting(load -> load.getString("className"))
                .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, SLEEPS)
                        .mapToObj(i -> "made.C" + (classesBefore + i))
                        .toList());
    }

    private static List<RecordedEvent> of(List<RecordedEvent> events, String type) {
        return events.stream()
                .filter(event -> event.getEventType().getName().equals(type))
                .filter(event -> event.getString("osThreadName").equals("main"))
                .toList();
    }
}
