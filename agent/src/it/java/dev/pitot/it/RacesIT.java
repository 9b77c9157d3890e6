package dev.pitot.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.testkit.KernelObjects;
import dev.pitot.testkit.Poll;
import dev.pitot.testkit.ProcFs;
import dev.pitot.testkit.RequiresKernel;
import dev.pitot.testkit.Run;
import dev.pitot.testkit.TracedJvm;
import dev.pitot.workload.ControlledApp;
import java.nio.file.Path;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recordings that start and stop at awkward moments. */
@RequiresKernel
class RacesIT {
    @TempDir
    Path directory;

    @Test
    void recordingsThatStopWhileTheyAreAttached() throws Exception {
        try (var jvm = TracedJvm.of(directory).agentOptions("").start(ControlledApp.class)) {
            jvm.awaitLine("ready");
            jvm.ask("flicker 40", "flickered");
            assertNothingAttached(jvm);
            assertThat(end(jvm).err()).isEmpty();
        }
    }

    @Test
    void recordingsAtOnce() throws Exception {
        try (var jvm = TracedJvm.of(directory).start(ControlledApp.class)) {
            jvm.awaitLine("ready");
            jvm.ask("together 6 " + directory, "together done");
            assertNothingAttached(jvm);
            assertThat(end(jvm).err()).isEmpty();
        }
        for (var i = 0; i < 6; i++) {
            assertThat(RecordingFile.readAllEvents(directory.resolve(i + ".jfr")))
                    .filteredOn(event -> event.getEventType().getName().equals("pitot.ThreadSleep"))
                    .filteredOn(event -> event.getString("osThreadName").equals("main"))
                    .hasSize(5);
        }
    }

    @Test
    void applicationThatStreams() throws Exception {
        try (var jvm = TracedJvm.of(directory).start(ControlledApp.class)) {
            jvm.awaitLine("ready");
            jvm.ask("stream 13", "streamed 13");
            assertNothingAttached(jvm);
            assertThat(end(jvm).err()).isEmpty();
        }
    }

    private static void assertNothingAttached(TracedJvm.Running jvm) throws Exception {
        var process = new ProcFs(jvm.process().pid());
        Poll.until(
                () -> KernelObjects.of(process.pid()).isEmpty()
                        && !process.threads().contains("pitot-control"),
                () -> KernelObjects.of(process.pid()) + " " + process.threads());
    }

    private static Run end(TracedJvm.Running jvm) throws Exception {
        jvm.tell("exit 0");
        return jvm.await();
    }
}
