package dev.pitot.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.testkit.Bill;
import dev.pitot.testkit.RequiresKernel;
import dev.pitot.testkit.TracedJvm;
import dev.pitot.workload.ManyThreads;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each of some thousand threads has an account of its own, wherever that is: none is lost, and none has another's time. */
@RequiresKernel
class ManyThreadsIT {
    /** A thread runs on after it has read its clock: it writes that down, and ends. */
    private static final long EDGE = 20_000_000; // ns

    @TempDir
    Path directory;

    @Test
    void eachThreadHasItsOwnAccount() throws Exception {
        var run = TracedJvm.of(directory)
                .recordOnly("pitot.ThreadCpu", "pitot.DataLoss")
                .record("test.Own", "0 ns")
                .run(ManyThreads.class);
        assertThat(run.err()).isEmpty();
        assertThat(run.events("pitot.DataLoss")).isEmpty();

        var windows = run.events("pitot.ThreadCpu").stream()
                .filter(window ->
                        String.valueOf(window.getString("osThreadName")).startsWith("many-"))
                .collect(Collectors.groupingBy(window -> window.getString("osThreadName")));
        var own = run.events("test.Own");
        assertThat(own).hasSize(ManyThreads.WAVES * ManyThreads.THREADS);
        for (var event : own) {
            var of = windows.get(event.getString("name"));
            assertThat(of).as(event.getString("name")).isNotNull();
            assertThat(of).filteredOn(window -> window.getBoolean("ended")).hasSize(1);
            assertThat(of)
                    .allMatch(window -> Bill.of(window).sum() == Bill.of(window).duration());
            var onCpu = of.stream().mapToLong(window -> window.getLong("onCpu")).sum();
            assertThat(onCpu - event.getLong("cpu")).isBetween(-EDGE, EDGE);
        }
    }
}
