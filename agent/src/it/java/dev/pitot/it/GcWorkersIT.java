package dev.pitot.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.testkit.RequiresKernel;
import dev.pitot.testkit.TracedJvm;
import dev.pitot.workload.FullCollections;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bill of the GC workers: sums over threads that are not the one with the probes. */
@RequiresKernel
class GcWorkersIT {
    /** Each worker is looked at in turn, some microseconds after the collection's own begin and end. */
    private static final long PER_WORKER = 200_000;

    @TempDir
    Path directory;

    @Test
    void workersBillAddsUpAndIsTrue() throws Exception {
        var run = TracedJvm.of(directory)
                .jvm("-XX:+UseParallelGC", "-XX:ParallelGCThreads=3", "-Xmx256m")
                .record("pitot.GarbageCollection", "0 ns")
                .record("test.Workers", "0 ns")
                .run(FullCollections.class);

        assertThat(run.err()).isEmpty();
        var books = run.events("test.Workers");
        var collections = run.events("pitot.GarbageCollection").stream()
                .filter(event -> event.getBoolean("full")
                        && event.getStartTime().isAfter(books.get(0).getStartTime())
                        && event.getStartTime().isBefore(books.get(1).getStartTime()))
                .toList();
        assertThat(collections).hasSize(FullCollections.TIMES);
        assertThat(collections).allSatisfy(GcWorkersIT::addsUp);

        var onCpu = sum(collections, "workersOnCpu");
        var runQueue = sum(collections, "workersRunQueue");
        var onCpuBooks = books.get(1).getLong("onCpu") - books.get(0).getLong("onCpu");
        var runQueueBooks = books.get(1).getLong("runQueue") - books.get(0).getLong("runQueue");
        System.out.printf(
                "GC workers in %d collections: on CPU %d, schedstat %d (%+.2f %%); run queue %d, schedstat %d (%+.2f %%)%n",
                FullCollections.TIMES,
                onCpu,
                onCpuBooks,
                100.0 * (onCpu - onCpuBooks) / onCpuBooks,
                runQueue,
                runQueueBooks,
                100.0 * (runQueue - runQueueBooks) / Math.max(1, runQueueBooks));
        var stolen = books.get(1).getLong("stolen") - books.get(0).getLong("stolen");
        // The workers' books also have what they do outside of collections, which is to fall asleep after one,
        // with a wait for a CPU before if others want it.
        var tolerance = 3 * FullCollections.TIMES * PER_WORKER;
        assertThat(onCpuBooks).isGreaterThan(100_000_000);
        assertThat(Math.abs(onCpu - onCpuBooks)).isLessThanOrEqualTo(onCpuBooks * 3 / 100 + tolerance + stolen);
        assertThat(runQueue).isBetween(runQueueBooks * 4 / 5 - tolerance, runQueueBooks + tolerance);
    }

    private static void addsUp(RecordedEvent event) {
        var workers = event.getInt("workers");
        var parts = List.of(
                event.getLong("workersOnCpu"),
                event.getLong("workersRunQueue"),
                event.getLong("workersIoWait"),
                event.getLong("workersBlocked"));
        var sum = parts.stream().mapToLong(part -> part).sum();
        var whole = workers * event.getDuration().toNanos();
        System.out.printf(
                "  %d workers x %d ns: %s, %+d ns%n",
                workers, event.getDuration().toNanos(), parts, sum - whole);
        assertThat(workers).isBetween(1, 3);
        assertThat(parts).allSatisfy(part -> assertThat(part).isNotNegative());
        assertThat(Math.abs(sum - whole)).isLessThanOrEqualTo(workers * PER_WORKER);
        assertThat(event.getLong("workersWorstRunQueue")).isBetween(parts.get(1) / workers, parts.get(1));
    }

    private static long sum(List<RecordedEvent> events, String field) {
        return events.stream().mapToLong(event -> event.getLong(field)).sum();
    }
}
