package acme.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code run.sh} as a user runs it: each kind of request waits for what the README says. The sums of all spans of a
 * method are compared, and these with each other: how long something takes depends on the machine.
 */
class OrdersIT {
    private static final int PATIENCE_SECONDS = 180;
    private static final long MONTH = 4 << 20;
    private static final List<String> METHODS = List.of(
            "find(int)",
            "placeOrder(int)",
            "readArchive(int)",
            "report(int)",
            "reserve(int)",
            "take()",
            "takeStock(int)");
    private static final List<String> PARTS =
            List.of("onCpu", "runQueue", "ioWait", "blocked", "unmounted", "unaccounted");

    @TempDir
    Path directory;

    /** Without, the tests are skipped; with {@code -Dpitot.requireKernel=true} they fail. */
    @BeforeAll
    static void recordingWorksHere(@TempDir Path scratch) throws Exception {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var log = scratch.resolve("doctor");
        var works = status(log, List.of(java, "-jar", System.getProperty("pitot.jar"), "doctor")) == 0;
        if (Boolean.getBoolean("pitot.requireKernel")) {
            assertThat(works).as(Files.readString(log)).isTrue();
        }
        assumeTrue(works, "recording does not work here");
    }

    @Test
    void eachKindOfRequestWaitsForSomethingElse() throws Exception {
        var spans = spansOfARun("--platform-threads");
        spans.values().forEach(ofMethod -> assertThat(ofMethod).allSatisfy(OrdersIT::assertBill));

        var placeOrder = Total.of(spans.get("placeOrder(int)"));
        assertThat(placeOrder.ioWait()).isPositive();
        assertThat(placeOrder.writes()).isPositive();
        var archive = Total.of(spans.get("readArchive(int)"));
        assertThat(archive.ioWait()).isPositive();
        assertThat(archive.readBytes())
                .isGreaterThanOrEqualTo(MONTH * spans.get("readArchive(int)").size());
        var takeStock = Total.of(spans.get("takeStock(int)"));
        assertThat(takeStock.ioWait()).isPositive();
        assertThat(takeStock.writes()).isPositive();
        var report = Total.of(spans.get("report(int)"));
        assertThat(report.runQueue()).isGreaterThan(report.blocked() + report.ioWait());
        var reserve = Total.of(spans.get("reserve(int)"));
        assertThat(reserve.blocked()).isGreaterThan(reserve.runQueue() + reserve.ioWait());
        var take = Total.of(spans.get("take()"));
        assertThat(take.blocked()).isGreaterThan(take.runQueue() + take.ioWait());
        // Of eight searches at once, six wait until others have run.
        var find = Total.of(spans.get("find(int)"));
        assertThat(find.blocked()).isGreaterThan(find.onCpu());
    }

    @Test
    void virtualThreadsServeTheSame() throws Exception {
        var spans = spansOfARun();
        spans.values().forEach(ofMethod -> assertThat(ofMethod)
                .allSatisfy(OrdersIT::assertBill)
                .allSatisfy(span -> {
                    assertThat(span.getThread().isVirtual()).isTrue();
                }));
        assertThat(Total.of(spans.get("placeOrder(int)")).ioWait()).isPositive();
        assertThat(Total.of(spans.get("readArchive(int)")).readBytes())
                .isGreaterThanOrEqualTo(MONTH * spans.get("readArchive(int)").size());
        // A lock and the pool keep a virtual thread off its carrier, which does not wait with it.
        for (var method : List.of("reserve(int)", "take()")) {
            var total = Total.of(spans.get(method));
            assertThat(total.unmounted()).isGreaterThan(total.blocked() + total.runQueue() + total.ioWait());
        }
    }

    private Map<String, List<RecordedEvent>> spansOfARun(String... options) throws Exception {
        var recording = directory.resolve("orders.jfr");
        var log = directory.resolve("log");
        var common = Stream.of("./run.sh", "--seconds", "5", "--out", recording.toString());
        var command = Stream.concat(common, Stream.of(options)).toList();
        assertThat(status(log, command)).as(() -> text(log)).isZero();
        var spans = RecordingFile.readAllEvents(recording).stream()
                .filter(event -> event.getEventType().getName().equals("pitot.Span"))
                .collect(Collectors.groupingBy(span -> span.getString("method")));
        assertThat(spans.keySet()).containsExactlyInAnyOrderElementsOf(METHODS);
        assertThat(log).content().contains("each of them answered").contains(METHODS);
        return spans;
    }

    private static int status(Path log, List<String> command) throws Exception {
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private static String text(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Where the kernel did not trace a switch, all of the duration is unaccounted. */
    private static void assertBill(RecordedEvent span) {
        assertThat(PARTS.stream().mapToLong(span::getLong).sum())
                .isEqualTo(span.getDuration().toNanos());
        assertThat(span.getString("noBill")).matches(noBill -> noBill == null || noBill.contains("not trace a switch"));
    }

    /** Of several spans together. */
    private record Total(
            long onCpu, long runQueue, long ioWait, long blocked, long unmounted, long writes, long readBytes) {
        static Total of(List<RecordedEvent> spans) {
            return new Total(
                    sum(spans, "onCpu"),
                    sum(spans, "runQueue"),
                    sum(spans, "ioWait"),
                    sum(spans, "blocked"),
                    sum(spans, "unmounted"),
                    sum(spans, "blockWrites"),
                    sum(spans, "blockReadBytes"));
        }

        private static long sum(List<RecordedEvent> spans, String field) {
            return spans.stream().mapToLong(span -> span.getLong(field)).sum();
        }
    }
}
