package dev.pitot.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.testkit.RequiresKernel;
import dev.pitot.testkit.TracedJvm;
import dev.pitot.workload.MisleadingNames;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a thread is does not follow from its name, nor from an id that another has had. */
@RequiresKernel
class KindsIT {
    @TempDir
    Path directory;

    @Test
    void threadsOfTheApplicationAreJavaThreadsWhateverTheirNames() throws Exception {
        var file = directory.resolve("kinds.jfr");
        var run = TracedJvm.of(directory).jvm("-XX:+UseG1GC").run(MisleadingNames.class, file.toString());
        assertThat(run.err()).isEmpty();
        var events = RecordingFile.readAllEvents(file);
        for (var name : MisleadingNames.NAMES) {
            var sleeps = of(events, "pitot.ThreadSleep", name);
            assertThat(sleeps).as(name).hasSize(2 * MisleadingNames.SLEEPS);
            var ids = sleeps.stream().map(event -> event.getLong("osThreadId")).collect(Collectors.toSet());
            assertThat(ids).hasSize(2);
            assertThat(of(events, "pitot.ThreadCpu", name))
                    .filteredOn(event -> ids.contains(event.getLong("osThreadId")))
                    .isNotEmpty()
                    .allSatisfy(event -> assertThat(event.getString("kind")).isEqualTo("Java"));
        }
        assertThat(kinds(events, "VM Thread")).isEqualTo(Set.of("Java", "VM"));
        assertThat(kinds(events, "GC Thread#0")).isEqualTo(Set.of("GC"));
        assertThat(kinds(events, "C2 CompilerThread0")).isEqualTo(Set.of("compiler"));
        assertThat(kinds(events, "pitot-control")).isEqualTo(Set.of("Pitot"));
        assertThat(kinds(events, "pitot-drain")).isEqualTo(Set.of("Java", "Pitot"));
    }

    @Test
    void aThreadOfCHasNeitherTheNameNorTheThreadOfTheOneThatHadItsId() throws Exception {
        var run = TracedJvm.of(directory)
                .through("unshare", "--pid", "--fork", "--kill-child", "--mount-proc", "sh", "-c", LIMITED, "sh")
                .jvm("--enable-native-access=ALL-UNNAMED")
                .record("pitot.OffCpu", "10 ms")
                .record("test.Gone", "0 ns")
                .run(MisleadingNames.Reuse.class);
        assertThat(run.err()).isEmpty();
        var gone = run.events("test.Gone").getFirst().getStartTime();
        var waits = run.events("pitot.OffCpu").stream()
                .filter(event -> event.getStartTime().isAfter(gone))
                .toList();
        var ids = waits.stream()
                .filter(event -> event.getLong("wakerThreadId") == 0)
                .filter(event -> event.getThread("thread") == null)
                .filter(event -> event.getString("osThreadName").equals("java"))
                .map(event -> event.getLong("osThreadId"))
                .collect(Collectors.toSet());
        assertThat(ids).hasSizeGreaterThan(MisleadingNames.Reuse.THREADS / 2);
        assertThat(waits).noneMatch(event -> event.getString("osThreadName").startsWith(MisleadingNames.Reuse.NAME));
    }

    /** In a namespace of its own this does not change what the machine has: since Linux 6.14. */
    private static final String LIMITED = "echo 700 > /proc/sys/kernel/pid_max && exec \"$@\"";

    private static Set<String> kinds(List<RecordedEvent> events, String name) {
        return events.stream()
                .filter(event -> event.getEventType().getName().equals("pitot.ThreadCpu"))
                .filter(event -> event.getString("osThreadName").startsWith(name))
                .map(event -> event.getString("kind"))
                .collect(Collectors.toSet());
    }

    private static List<RecordedEvent> of(List<RecordedEvent> events, String type, String name) {
        return events.stream()
                .filter(event -> event.getEventType().getName().equals(type))
                .filter(event -> name.equals(event.getString("osThreadName")))
                .toList();
    }
}
