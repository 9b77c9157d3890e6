package dev.pitot.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.testkit.RequiresKernel;
import dev.pitot.testkit.TracedJvm;
import dev.pitot.workload.DeepStacks;
import dev.pitot.workload.ShortLivedThreads;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Threads that were there before the recording are known by name, and cost the application no heap. */
@RequiresKernel
class NamesIT {
    @TempDir
    Path directory;

    @Test
    void aThousandDeepThreadsAreNamedInAHeapThatIsNearlyFull() throws Exception {
        var file = directory.resolve("deep.jfr");
        var run = TracedJvm.of(directory)
                .jvm("-Xmx32m", "-Xss2m", "-XX:+ExitOnOutOfMemoryError")
                .run(DeepStacks.class, file.toString());
        assertThat(run.err()).isEmpty();
        assertThat(run.exit()).isZero();
        var names = named(RecordingFile.readAllEvents(file), "pitot.ThreadSleep").stream()
                .map(event -> event.getString("osThreadName"))
                .filter(name -> name.startsWith(DeepStacks.NAME))
                .collect(Collectors.toSet());
        assertThat(names).hasSize(DeepStacks.THREADS);
    }

    @Test
    void threadsThatEndSoonAndCarriersHaveTheirNames() throws Exception {
        var file = directory.resolve("ending.jfr");
        var run = TracedJvm.of(directory).run(ShortLivedThreads.class, file.toString());
        assertThat(run.err()).isEmpty();
        var events = RecordingFile.readAllEvents(file);
        var sleeps = named(events, "pitot.ThreadSleep");
        assertThat(sleeps)
                .filteredOn(event -> event.getString("osThreadName").startsWith(ShortLivedThreads.NAME))
                .hasSize(ShortLivedThreads.THREADS * ShortLivedThreads.SLEEPS)
                .allSatisfy(event ->
                        assertThat(event.getThread("thread").getJavaName()).isEqualTo(event.getString("osThreadName")));
        assertThat(events)
                .noneMatch(event -> event.hasField("osThreadName")
                        && String.valueOf(event.getString("osThreadName")).startsWith("thread "));
        assertThat(named(events, "pitot.OffCpu"))
                .filteredOn(event -> event.getString("osThreadName").startsWith("ForkJoinPool-1-"))
                .isNotEmpty()
                .allSatisfy(event -> assertThat(event.getThread("thread")).isNotNull());
    }

    private static List<RecordedEvent> named(List<RecordedEvent> events, String type) {
        return events.stream()
                .filter(event -> event.getEventType().getName().equals(type))
                .filter(event -> event.getString("osThreadName") != null)
                .toList();
    }
}
