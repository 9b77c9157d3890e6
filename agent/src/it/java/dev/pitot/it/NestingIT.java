package dev.pitot.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.testkit.Bill;
import dev.pitot.testkit.RequiresKernel;
import dev.pitot.testkit.Run;
import dev.pitot.testkit.TracedJvm;
import dev.pitot.workload.NestedLoads;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A phase in a phase in a phase: each has its own bill, and the outer ones' contain the inner ones'. */
@RequiresKernel
class NestingIT {
    private static final int MAX_DEPTH = 32; // of limits.h
    private static final List<String> AMOUNTS = List.of(
            "onCpu",
            "runQueue",
            "ioWait",
            "blocked",
            "blockReads",
            "blockReadBytes",
            "blockWrites",
            "blockWriteBytes",
            "blockFlushes",
            "blockDiscards",
            "blockDiscardBytes",
            "blockOthers",
            "majorFaults",
            "minorFaults",
            "voluntarySwitches",
            "involuntarySwitches",
            "migrations");

    @TempDir
    Path directory;

    @Test
    void outerBillsContainInnerOnes() throws Exception {
        var file = directory.resolve("inner");
        var run = jvm().record("pitot.BlockIo", "0 ns").run(NestedLoads.class, "three", file.toString());

        assertThat(run.err()).isEmpty();
        var outer = only(run, "pitot.ClassLoad", "nest.Outer");
        var middle = only(run, "pitot.ClassInitialization", "nest.Middle");
        var inner = only(run, "pitot.ClassLoad", "nest.Inner");
        for (var event : List.of(outer, middle, inner)) {
            System.out.printf(
                    "%s %s: %s%n", event.getEventType().getName(), event.getString("className"), Bill.of(event));
        }
        assertContains(outer, middle);
        assertContains(middle, inner);
        // Not only the file's: a page of the JDK's own that memory has dropped is read again in it.
        var reads = readsIn(run, inner);
        assertThat(inner.getLong("blockReads")).isEqualTo(reads.size()).isGreaterThanOrEqualTo(NestedLoads.READS);
        assertThat(inner.getLong("blockReadBytes"))
                .isEqualTo(reads.stream()
                        .mapToLong(event -> event.getLong("bytes"))
                        .sum());
        // On a busy host a read may be done before the thread waits for it. The kernel counts a voluntary switch for
        // each wait. So without a wait for the disk there are fewer of them than reads.
        assertThat(inner.getLong("ioWait") > 0 || inner.getLong("voluntarySwitches") < NestedLoads.READS)
                .as("waited for the disk: %s", inner)
                .isTrue();
        assertThat(run.events("pitot.BlockIo").stream()
                        .filter(event -> "read".equals(event.getString("operation"))
                                && String.valueOf(event.getString("file")).endsWith("/inner")))
                .hasSize(NestedLoads.READS)
                .allSatisfy(event -> {
                    assertThat(event.getString("phase")).isEqualTo("ClassLoad");
                    assertThat(event.getStartTime()).isBetween(inner.getStartTime(), inner.getEndTime());
                });
    }

    /** The requests that the event's thread made while it lasted. */
    private static List<RecordedEvent> readsIn(Run run, RecordedEvent outer) throws Exception {
        return run.events("pitot.BlockIo").stream()
                .filter(event -> "read".equals(event.getString("operation")))
                .filter(event -> event.getLong("osThreadId") == outer.getLong("osThreadId"))
                .filter(event -> !event.getStartTime().isBefore(outer.getStartTime())
                        && event.getStartTime().isBefore(outer.getEndTime()))
                .toList();
    }

    @Test
    void loadsDeeperThanTheStackAreCounted() throws Exception {
        var run = jvm().run(NestedLoads.class, "loads");

        assertThat(run.err()).isEmpty();
        assertDeep(run, "pitot.ClassLoad", "nest.Load", MAX_DEPTH);
    }

    @Test
    void initializationsDeeperThanTheStackAreCounted() throws Exception {
        var run = jvm().run(NestedLoads.class, "initializations");

        assertThat(run.err()).isEmpty();
        assertDeep(run, "pitot.ClassInitialization", "nest.Init", MAX_DEPTH);
    }

    private TracedJvm jvm() {
        return TracedJvm.of(directory).record("pitot.ClassLoad", "0 ns").record("pitot.ClassInitialization", "0 ns");
    }

    /** Those that found room are there, each in the one before; those beyond are not, and are counted. */
    private static void assertDeep(Run run, String type, String prefix, int room) throws Exception {
        var measured = run.events(type).stream()
                .filter(event -> event.getString("className").startsWith(prefix))
                .toList();
        var lost = run.events("pitot.DataLoss").stream()
                .filter(event -> "phases nested too deep".equals(event.getString("reason")))
                .mapToLong(event -> event.getLong("count"))
                .sum();
        System.out.printf(
                "%s: %d of %d measured, %d begins counted as too deep%n",
                type, measured.size(), NestedLoads.DEEP, lost);
        assertThat(measured.stream().map(event -> event.getString("className")))
                .containsExactlyElementsOf(
                        IntStream.range(0, room).mapToObj(i -> prefix + i).toList());
        for (var i = 1; i < measured.size(); i++) {
            assertContains(measured.get(i - 1), measured.get(i));
        }
        assertThat(lost).isGreaterThanOrEqualTo(NestedLoads.DEEP - room);
    }

    private static void assertContains(RecordedEvent outer, RecordedEvent inner) {
        assertThat(outer.getStartTime()).isBefore(inner.getStartTime());
        assertThat(outer.getEndTime()).isAfter(inner.getEndTime());
        assertThat(AMOUNTS)
                .allSatisfy(amount -> assertThat(outer.getLong(amount)).isGreaterThanOrEqualTo(inner.getLong(amount)));
    }

    private static RecordedEvent only(Run run, String type, String className) throws Exception {
        var events = run.events(type).stream()
                .filter(event -> className.equals(event.getString("className")))
                .toList();
        assertThat(events).hasSize(1);
        return events.getFirst();
    }
}
