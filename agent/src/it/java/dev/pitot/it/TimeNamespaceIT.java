package dev.pitot.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.testkit.EventPairs;
import dev.pitot.testkit.RequiresKernel;
import dev.pitot.testkit.TracedJvm;
import dev.pitot.workload.CountedWork;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In a time namespace, as of a container that CRIU has restored, the kernel's programs read another clock than the JVM. */
@RequiresKernel
class TimeNamespaceIT {
    @TempDir
    Path directory;

    /** Seconds by which the JVM's clock differs from the kernel's; none is longer ago than the machine was started. */
    @ParameterizedTest
    @ValueSource(strings = {"86400", "-30"})
    void sleepsAreWhenJfrSaysTheyWere(String offset) throws Exception {
        var run = TracedJvm.of(directory)
                .through("unshare", "--time", "--monotonic", offset, "--fork", "--kill-child")
                .record("jdk.ThreadSleep", "0 ns")
                .record("pitot.ThreadSleep", "0 ns")
                .setting("pitot.OnCpuTime#period", "1 s")
                .run(CountedWork.class);

        assertThat(run.err()).isEmpty();
        var pairs = EventPairs.of(
                        run.events("jdk.ThreadSleep"),
                        event -> event.getThread().getJavaName(),
                        run.events("pitot.ThreadSleep"),
                        event -> event.getString("osThreadName"))
                .pairs();
        assertThat(pairs).hasSizeGreaterThan(10); // they overlap
        // What is read by the JVM's own clock, as the windows of histograms are, is not moved.
        var first = run.events("jdk.ThreadSleep").getFirst().getStartTime();
        assertThat(run.events("pitot.OnCpuTime")).isNotEmpty().allSatisfy(row -> assertThat(row.getEndTime())
                .isAfter(first.minusSeconds(20))
                .isBefore(first.plusSeconds(100)));
    }
}
