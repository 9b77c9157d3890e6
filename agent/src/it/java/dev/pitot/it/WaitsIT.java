package dev.pitot.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.testkit.Bill;
import dev.pitot.testkit.RequiresKernel;
import dev.pitot.testkit.Run;
import dev.pitot.testkit.TracedJvm;
import dev.pitot.workload.KnownWaits;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Waits for a CPU, for another thread, for a page: known ones are events, with the right other side. */
@RequiresKernel
class WaitsIT {
    @TempDir
    static Path directory;

    private static Run run;

    @BeforeAll
    static void waits() throws Exception {
        var file = directory.resolve("mapped");
        try (var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            var block = ByteBuffer.allocate((int) KnownWaits.STRIDE);
            for (var i = 0; i < KnownWaits.FAULTS; i++) {
                channel.write(block.clear());
            }
            channel.force(true);
        }
        evict(file);
        run = TracedJvm.of(directory)
                .jvm("--enable-native-access=ALL-UNNAMED")
                .record("pitot.MajorFault", "0 ns")
                .record("pitot.RunQueueWait", "0 ns")
                .record("pitot.OffCpu", "20 ms")
                .record("pitot.ThreadSleep", "0 ns")
                .record("pitot.ThreadPark", "0 ns")
                .record("test.Mapping", "0 ns")
                .setting("pitot.ThreadCpu#period", "1 s")
                .run(KnownWaits.class, file.toString());
        assertThat(run.err()).isEmpty();
        assertThat(run.exit()).isZero();
    }

    @Test
    void faultsAreEventsAtTheirAddresses() throws Exception {
        var mapping = run.events("test.Mapping").getFirst();
        var base = mapping.getLong("address");
        assertThat(mapping.getLong("majorFaults")).isEqualTo(KnownWaits.FAULTS - 1); // the first page came before

        var faults = of("pitot.MajorFault", "toucher");
        assertThat(faults.stream()
                        .map(event -> event.getLong("address"))
                        .filter(address -> address >= base && address < base + KnownWaits.FAULTS * KnownWaits.STRIDE))
                .containsExactlyElementsOf(LongStream.range(0, KnownWaits.FAULTS)
                        .map(i -> base + i * KnownWaits.STRIDE)
                        .boxed()
                        .toList());
        assertThat(faults).hasSize((int) sum(of("pitot.ThreadCpu", "toucher"), "majorFaults"));
        System.out.printf(
                "%d major faults of toucher, %d ns in the median%n",
                faults.size(),
                faults.stream()
                        .mapToLong(event -> event.getDuration().toNanos())
                        .sorted()
                        .skip(faults.size() / 2)
                        .findFirst()
                        .orElseThrow());
        // A fault waits for its page: all that time is the thread's I/O wait, but for the run queue after it.
        var bill = total("toucher");
        var waited = faults.stream()
                .mapToLong(event -> event.getDuration().toNanos())
                .sum();
        assertThat(bill.ioWait()).isPositive();
        assertThat(waited).isLessThanOrEqualTo(bill.duration());
    }

    @Test
    void allMajorFaultsOfTheBillsAreEvents() throws Exception {
        var events = run.events("pitot.MajorFault").size();
        var bills = run.events("pitot.ThreadCpu").stream()
                .filter(event -> !"Pitot".equals(event.getString("kind")))
                .toList();
        System.out.printf("%d major faults, %d in the bills%n", events, sum(bills, "majorFaults"));
        assertThat((long) events).isBetween(KnownWaits.FAULTS + 0L, sum(bills, "majorFaults"));
    }

    @Test
    void sleepsAreOffCpu() throws Exception {
        var sleeps = of("pitot.OffCpu", "sleeper").stream()
                .filter(event -> "ThreadSleep".equals(event.getString("phase")))
                .toList();
        assertThat(sleeps).hasSize(KnownWaits.SLEEPS).allSatisfy(event -> {
            assertThat(event.getBoolean("waitedForIo")).isFalse();
            assertThat(event.getDuration().toMillis()).isBetween(20L, 1000L);
            assertThat(event.getDuration("runQueue")).isLessThan(event.getDuration());
        });
    }

    @Test
    void wakersAreNamed() throws Exception {
        var parks = of("pitot.OffCpu", "waiter").stream()
                .filter(event -> "ThreadPark".equals(event.getString("phase")))
                .toList();
        var waker = of("pitot.ThreadCpu", "waker").getFirst().getLong("osThreadId");
        assertThat(parks).hasSize(KnownWaits.WAKES).allSatisfy(event -> {
            assertThat(event.getString("wakerName")).isEqualTo("waker");
            assertThat(event.getLong("wakerThreadId")).isEqualTo(waker);
        });
    }

    /** A timer's interrupt wakes them, whatever it interrupts. */
    @Test
    void sleepersAreWokenByNobodyOrByWhoHasAName() throws Exception {
        assertThat(of("pitot.OffCpu", "sleeper"))
                .hasSizeGreaterThanOrEqualTo(KnownWaits.SLEEPS)
                .allSatisfy(event -> {
                    var waker = event.getString("wakerName");
                    assertThat(waker == null || !waker.isBlank() && !waker.startsWith("swapper/"))
                            .as(waker)
                            .isTrue();
                });
        assertThat(of("pitot.OffCpu", "sleeper")).anyMatch(event -> event.getString("wakerName") == null);
    }

    /** Who is named had the CPU for a part of the wait; three that want two CPUs wait for one another. */
    @Test
    void whoRanInsteadRanInTheWait() throws Exception {
        var waits = run.events("pitot.RunQueueWait").stream()
                .filter(event -> event.getString("osThreadName").startsWith("spinner-"))
                .filter(event -> event.getDuration().toMillis() >= 2)
                .toList();
        assertThat(waits).isNotEmpty().allSatisfy(event -> {
            assertThat(event.getDuration("runnerTime")).isLessThanOrEqualTo(event.getDuration());
            assertThat(event.getString("runnerName")).isNotEqualTo(event.getString("osThreadName"));
        });
        assertThat(waits)
                .anyMatch(event -> String.valueOf(event.getString("runnerName")).startsWith("spinner-")
                        && event.getDuration("runnerTime").toNanos() * 2
                                > event.getDuration().toNanos());
    }

    /** At threshold 0 every wait is an event, so they add up to what the bill has. */
    @Test
    void runQueueWaitsAddUpToTheBill() throws Exception {
        for (var name : List.of("spinner-0", "spinner-1", "spinner-2", "sleeper", "toucher")) {
            // By number: what was drained before the thread had said its name has another.
            var end = of("pitot.ThreadCpu", name).getLast();
            assertThat(end.getBoolean("ended")).isTrue();
            var waits = run.events("pitot.RunQueueWait").stream()
                    .filter(wait -> wait.getLong("osThreadId") == end.getLong("osThreadId"))
                    .filter(wait -> wait.getEndTime().isBefore(end.getEndTime()))
                    .toList();
            var waited = waits.stream()
                    .mapToLong(wait -> wait.getDuration().toNanos())
                    .sum();
            var billed = run.events("pitot.ThreadCpu").stream()
                    .filter(window -> window.getLong("osThreadId") == end.getLong("osThreadId"))
                    .mapToLong(window -> window.getLong("runQueue"))
                    .sum();
            System.out.printf("%s: %d waits, %d ns; in the bill %d ns%n", name, waits.size(), waited, billed);
            assertThat(waited).isEqualTo(billed);
        }
        assertThat(of("pitot.RunQueueWait", "spinner-0")).hasSizeGreaterThan(3);
        assertThat(run.events("pitot.RunQueueWait").stream()
                        .filter(event -> event.getString("osThreadName").startsWith("spinner-"))
                        .map(event -> String.valueOf(event.getString("runnerName")))
                        .filter(instead -> instead.startsWith("spinner-")))
                .isNotEmpty();
    }

    private static void evict(Path file) throws Exception {
        var dd = new ProcessBuilder(
                        "dd", "of=" + file, "oflag=nocache", "conv=notrunc,fdatasync", "count=0", "status=none")
                .inheritIO()
                .start();
        assertThat(dd.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.size(file)).isEqualTo(KnownWaits.FAULTS * KnownWaits.STRIDE);
    }

    private static List<RecordedEvent> of(String type, String thread) throws Exception {
        return run.events(type).stream()
                .filter(event -> thread.equals(event.getString("osThreadName")))
                .toList();
    }

    private static Bill total(String thread) throws Exception {
        return of("pitot.ThreadCpu", thread).stream()
                .map(Bill::of)
                .reduce(Bill::plus)
                .orElseThrow();
    }

    private static long sum(List<RecordedEvent> events, String field) {
        return events.stream().mapToLong(event -> event.getLong(field)).sum();
    }
}
