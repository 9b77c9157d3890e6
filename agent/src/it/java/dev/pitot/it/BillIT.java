package dev.pitot.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.testkit.Bill;
import dev.pitot.testkit.RequiresKernel;
import dev.pitot.testkit.TracedJvm;
import dev.pitot.workload.Torture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bill adds up, whatever the threads do. */
@RequiresKernel
class BillIT {
    private static final List<String> PHASES = List.of(
            "pitot.ClassLoad",
            "pitot.ClassInitialization",
            "pitot.Compilation",
            "pitot.GarbageCollection",
            "pitot.VMOperation",
            "pitot.Safepoint",
            "pitot.ThreadPark",
            "pitot.ThreadSleep",
            "pitot.MonitorEnter");

    private static final long NANOS = 20_000;

    @TempDir
    Path directory;

    @Test
    void addsUp() throws Exception {
        var jvm = TracedJvm.of(directory)
                .jvm("-XX:+DTraceMonitorProbes", "-Xmx96m")
                .setting("pitot.ThreadCpu#period", "1 s");
        PHASES.forEach(phase -> jvm.record(phase, "0 ns"));
        var files = Files.createDirectory(directory.resolve("files"));

        var run = jvm.run(Torture.class, files.toString(), "6000");

        assertThat(run.err()).isEmpty();
        assertThat(run.exit()).isZero();
        var billed = new TreeMap<>(run.events().stream()
                .filter(event -> event.getEventType().getName().startsWith("pitot.")
                        && event.getEventType().getField("unaccounted") != null)
                .collect(Collectors.groupingBy(event -> event.getEventType().getName())));
        print(billed);
        print(run.events("pitot.DataLoss"));
        assertThat(billed.keySet()).containsAll(PHASES).contains("pitot.ThreadCpu");
        assertThat(billed.values().stream().flatMap(List::stream).flatMap(BillIT::faults))
                .isEmpty();
    }

    /** What is wrong with an event's bill, in few words: there are tens of thousands of events. */
    private static Stream<String> faults(RecordedEvent event) {
        var bill = Bill.of(event);
        var faults = Stream.<String>builder();
        if (bill.smallestPart() < 0) {
            faults.add("negative");
        }
        if (bill.sum() != bill.duration()) {
            faults.add("adds up to " + bill.sum());
        }
        if (Math.abs(bill.unaccounted()) > Math.max(bill.duration() / 100, NANOS)) {
            faults.add("unaccounted");
        }
        return faults.build().map(fault -> fault + ": " + event.getEventType().getName() + " " + bill);
    }

    private static void print(Map<String, List<RecordedEvent>> billed) {
        System.out.printf(
                "%-28s %7s %8s %12s %12s %10s%n", "event", "events", "residual", "largest ns", "% of its", "% of all");
        billed.forEach((type, events) -> {
            var worst = Bill.of(events.getFirst());
            var sum = new Bill(0, 0, 0, 0, 0, 0);
            var others = 0;
            var residual = 0L;
            for (var event : events) {
                var bill = Bill.of(event);
                sum = sum.plus(bill);
                others += bill.unaccounted() == 0 ? 0 : 1;
                residual += Math.abs(bill.unaccounted());
                worst = Math.abs(bill.unaccounted()) > Math.abs(worst.unaccounted()) ? bill : worst;
            }
            System.out.printf(
                    "%-28s %7d %8d %12d %12.4f %10.6f%n",
                    type,
                    events.size(),
                    others,
                    worst.unaccounted(),
                    100.0 * worst.unaccounted() / worst.duration(),
                    100.0 * residual / sum.duration());
        });
    }

    private static void print(List<RecordedEvent> losses) {
        losses.stream()
                .collect(Collectors.groupingBy(
                        event -> event.getString("reason"), Collectors.summingLong(event -> event.getLong("count"))))
                .forEach((reason, lost) -> System.out.println("lost: " + lost + " " + reason));
    }
}
