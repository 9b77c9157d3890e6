package dev.pitot.it;

import static org.assertj.core.api.Assertions.assertThat;

import acme.Errands;
import dev.pitot.testkit.Bill;
import dev.pitot.testkit.RequiresKernel;
import dev.pitot.testkit.TracedJvm;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spans on virtual threads: each has the bill of its own time, whatever else its carriers run. */
@RequiresKernel
class VirtualSpanIT {
    private static final int THREADS = 2000;
    private static final String SPIN_MICROS = "1000";
    private static final int CARRIERS = 8;

    @TempDir
    Path directory;

    @Test
    void eachThreadHasItsOwnTime() throws Exception {
        var run = TracedJvm.of(directory)
                .agentOptions("wait=30s,budget=off,span=acme.Errands::*,span=!acme.Errands::spin,"
                        + "span=!acme.Errands::cpuTime,span=!acme.Errands::sleepInUpcall")
                .jvm("-Djdk.virtualThreadScheduler.parallelism=" + CARRIERS)
                .recordOnly("pitot.Span")
                .record("pitot.Span", "0 ns")
                .run(Errands.class, directory.resolve("file").toString(), String.valueOf(THREADS), SPIN_MICROS);
        assertThat(run.err()).isEmpty();
        assertThat(run.exit()).isZero();
        var spans = run.events("pitot.Span").stream()
                .filter(span -> span.getThread().isVirtual())
                .toList();
        var errands = spans.stream().filter(span -> is(span, "errand(int)")).toList();
        assertThat(errands).hasSize(THREADS);
        var billed = spans.stream().filter(VirtualSpanIT::isBilled).toList();
        System.out.println(spans.size() + " spans, with a bill " + billed.size());
        assertThat(billed).hasSizeGreaterThan(spans.size() * 9 / 10);
        assertThat(billed).allSatisfy(VirtualSpanIT::assertBill);

        var books = run.out()
                .lines()
                .filter(line -> !line.startsWith("carriers"))
                .map(line -> line.split(" "))
                .collect(Collectors.toMap((String[] line) -> Long.parseLong(line[0]), line -> Long.parseLong(line[1])));
        assertCpuTimes(errands.stream().filter(VirtualSpanIT::isBilled).toList(), books, run.out());
        assertThat(billed).filteredOn(span -> is(span, "sleep()")).isNotEmpty().allSatisfy(span -> {
            assertThat(span.getLong("unmounted")).isGreaterThanOrEqualTo(Errands.SLEEP_MILLIS * 1_000_000);
            assertThat(span.getLong("blocked")).isLessThan(span.getLong("unmounted"));
        });
        assertThat(billed).filteredOn(span -> is(span, "read()")).isNotEmpty().allSatisfy(span -> assertThat(
                        span.getLong("blockReadBytes"))
                .isEqualTo(Errands.READ_BYTES));
        assertThat(billed).filteredOn(span -> is(span, "pinned()")).isNotEmpty().allSatisfy(span -> {
            assertThat(span.getLong("blocked") + span.getLong("runQueue")).isGreaterThan(800_000);
            assertThat(span.getLong("unmounted")).isZero();
        });
        assertThat(errands)
                .filteredOn(span -> span.getString("exception") != null)
                .hasSize(THREADS / 5);
    }

    private static void assertCpuTimes(List<RecordedEvent> errands, Map<Long, Long> books, String out) {
        var carriers = out.lines()
                .filter(line -> line.startsWith("carriers"))
                .findFirst()
                .orElseThrow()
                .split(" ");
        long known = 0;
        long measured = 0;
        long runQueue = 0;
        var near = 0;
        var far = 0;
        for (var errand : errands) {
            var its = books.get(errand.getThread().getJavaThreadId());
            var onCpu = errand.getLong("onCpu");
            near += onCpu >= its * 98 / 100 ? 1 : 0;
            far += onCpu > its * 1.05 ? 1 : 0;
            known += its;
            measured += onCpu;
            runQueue += errand.getLong("runQueue");
        }
        // Now and then the machine itself is away between the scheduler's clock and the tracepoint.
        assertThat(near).isGreaterThan(errands.size() * 98 / 100);
        assertThat(measured).isGreaterThan(known * 98 / 100);
        // A hypervisor's stolen time is in the bill, and not in the kernel's books (ThreadCpuIT).
        assertThat(measured).isLessThan(Long.parseLong(carriers[1]) * 11 / 10);
        System.out.printf(
                "known %.4f s, measured %.4f s, carriers %.4f s; run queue %.4f s, carriers %.4f s; %d of %d over 5 %%%n",
                known / 1e9,
                measured / 1e9,
                Long.parseLong(carriers[1]) / 1e9,
                runQueue / 1e9,
                Long.parseLong(carriers[2]) / 1e9,
                far,
                errands.size());
    }

    private static void assertBill(RecordedEvent span) {
        var bill = Bill.of(span);
        assertThat(bill.unaccounted()).isZero();
        assertThat(bill.sum() + span.getLong("unmounted")).isEqualTo(bill.duration());
        assertThat(bill.smallestPart()).isNotNegative();
        assertThat(span.getLong("waitedForCarrier")).isBetween(0L, span.getLong("unmounted"));
    }

    private static boolean isBilled(RecordedEvent span) {
        return span.getString("noBill") == null;
    }

    private static boolean is(RecordedEvent span, String method) {
        return method.equals(span.getString("method"));
    }
}
