package dev.pitot.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.testkit.RequiresKernel;
import dev.pitot.testkit.TracedJvm;
import dev.pitot.workload.CrowdOfThreads;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No thread has waited for a CPU longer than the kernel's own books say, whatever it was doing when the probes came. */
@RequiresKernel
class RunQueueIT {
    private static final int RECORDINGS = 10;
    private static final long ROUNDING = 20_000_000; // ns

    @TempDir
    Path directory;

    @Test
    void theFirstSecondHasNoWaitThatWasNone() throws Exception {
        var run = TracedJvm.of(directory)
                .jvm("-XX:-UseDynamicNumberOfCompilerThreads", "-XX:-UseDynamicNumberOfGCThreads")
                .run(CrowdOfThreads.class, directory.toString(), Integer.toString(RECORDINGS));
        assertThat(run.err()).isEmpty();
        var books = run.out().lines().toList();
        assertThat(books).hasSize(RECORDINGS);
        for (var i = 0; i < RECORDINGS; i++) {
            var book = books.get(i).split(" ");
            var rows = rows(directory.resolve(i + ".jfr"));
            var total = rows.stream()
                    .mapToLong(row -> row.getDuration("total").toNanos())
                    .sum();
            var longest = rows.stream()
                    .mapToLong(row -> row.getDuration("atLeast").toNanos())
                    .max()
                    .orElse(0);
            System.out.printf("waits: %d ns of %s, the longest at least %d of %s%n", total, book[0], longest, book[1]);
            assertThat(total).isPositive().isLessThan(Long.parseLong(book[0]) * 105 / 100 + ROUNDING);
            assertThat(longest).isLessThan(Long.parseLong(book[1]) * 105 / 100 + ROUNDING);
        }
    }

    /** Of threads that are there before and after; Pitot's own come and go with the recording. */
    private static List<RecordedEvent> rows(Path file) throws Exception {
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().equals("pitot.RunQueueLatency"))
                .filter(event -> !event.getString("kind").equals("Pitot"))
                .toList();
    }
}
