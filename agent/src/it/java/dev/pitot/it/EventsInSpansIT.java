package dev.pitot.it;

import static org.assertj.core.api.Assertions.assertThat;

import acme.Places;
import dev.pitot.testkit.RequiresKernel;
import dev.pitot.testkit.Run;
import dev.pitot.testkit.TracedJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens in a span has the name and the id of exactly that span, and what happens outside has none. */
@RequiresKernel
class EventsInSpansIT {
    private static final String CLASS = "acme.Places";

    private static final Map<String, String> SPANS = Map.ofEntries(
            Map.entry("platform-span", "span(String)"),
            Map.entry("platform-outer", "outer(String)"),
            Map.entry("platform-inner", "inner(String)"),
            Map.entry("platform-fail", "fail(String)"),
            Map.entry("virtual-span", "span(String)"),
            Map.entry("virtual-outer", "outer(String)"),
            Map.entry("virtual-inner", "inner(String)"),
            Map.entry("virtual-fail", "fail(String)"),
            Map.entry("virtual-yielding", "yielding()"),
            Map.entry("pooled-span", "span(String)"),
            Map.entry("switched-span", "span(String)"));

    private static final Set<String> OUTSIDE = Set.of(
            "platform-before",
            "platform-between",
            "platform-after",
            "virtual-before",
            "virtual-between",
            "virtual-after",
            "virtual-meanwhile",
            "pooled-outside",
            "switched-off",
            "switched-outside");

    @TempDir
    Path directory;

    @Test
    void eachEventHasTheSpanThatItHappenedIn() throws Exception {
        var run = run();
        var reads = run.events("pitot.BlockIo").stream()
                .filter(event -> event.getString("operation").equals("read"))
                .filter(event -> String.valueOf(event.getString("file")).contains("/files/"))
                .collect(Collectors.groupingBy(
                        event -> Path.of(event.getString("file")).getFileName().toString()));
        var spans = run.events("pitot.Span").stream()
                .collect(Collectors.toMap(event -> event.getLong("spanId"), event -> event));
        SPANS.forEach((file, method) -> {
            var its = reads.get(file);
            assertThat(its).as(file).hasSize(readsOf(file));
            var ids = its.stream()
                    .map(event -> event.getLong("spanId"))
                    .distinct()
                    .toList();
            assertThat(ids).as(file).hasSize(1);
            assertThat(its)
                    .allSatisfy(event -> assertThat(event.getString("span")).isEqualTo(CLASS + "." + method));
            assertIn(its, spans);
        });
        OUTSIDE.forEach(file -> {
            assertThat(reads.get(file)).as(file).hasSize(readsOf(file)).allSatisfy(EventsInSpansIT::assertNoSpan);
        });
        // The event of its span is not recorded: no recording wanted spans at the end.
        assertThat(reads.get("switched-on")).hasSize(Places.READS).allSatisfy(event -> {
            assertThat(event.getString("span")).isEqualTo(CLASS + ".opened()");
            assertThat(spans).doesNotContainKey(event.getLong("spanId"));
        });
    }

    private static int readsOf(String file) {
        var twice = file.endsWith("-outer") || file.endsWith("-inner") || file.equals("switched-outside");
        return (twice ? 2 : 1) * Places.READS;
    }

    @Test
    void waitsHaveTheSpanThatTheyBeganIn() throws Exception {
        var run = run();
        var spans = run.events("pitot.Span").stream()
                .collect(Collectors.toMap(event -> event.getLong("spanId"), event -> event));
        var sleeps = run.events("pitot.OffCpu"); // on a busy machine some of them are waits for a lock
        var whole = sleeps.stream()
                .filter(event -> event.getDuration().toMillis() >= Places.SLEEP_MILLIS)
                .toList();
        assertThat(named(whole, "sleep()")).hasSize(1);
        assertThat(named(whole, "pinnedSleep()")).hasSize(1);
        // The thread sleeps once in a span, and then once outside.
        assertThat(whole)
                .filteredOn(event -> "platform".equals(event.getString("osThreadName")))
                .last()
                .satisfies(EventsInSpansIT::assertNoSpan);

        var waits = run.events("pitot.RunQueueWait");
        var spins = spans.values().stream()
                .filter(span -> span.getString("method").equals("spin()"))
                .filter(span -> span.getString("noBill") == null)
                .toList();
        assertThat(spins).isNotEmpty();
        for (var spin : spins) {
            var its = waits.stream()
                    .filter(event -> event.getLong("spanId") == spin.getLong("spanId"))
                    .toList();
            // The kernel's own counts; one more wait may be in the bill after the last name, or before the first.
            var switches = spin.getLong("voluntarySwitches") + spin.getLong("involuntarySwitches");
            System.out.println(its.size() + " waits with a name, " + switches + " switches");
            assertThat((long) its.size()).isBetween(switches - 1, switches + 1);
        }
        Stream.of(sleeps, waits)
                .forEach(events -> assertIn(
                        events.stream()
                                .filter(event -> event.getLong("spanId") != 0)
                                .toList(),
                        spans));
    }

    private Run run() throws Exception {
        var methods = Stream.of("span", "outer", "inner", "fail", "sleep", "pinnedSleep", "yielding", "spin", "opened")
                .map(method -> "span=" + CLASS + "::" + method)
                .collect(Collectors.joining(","));
        var run = TracedJvm.of(directory)
                .agentOptions("wait=30s,budget=off," + methods)
                .jvm("-Djdk.virtualThreadScheduler.parallelism=1", "-Djdk.virtualThreadScheduler.maxPoolSize=1")
                .recordOnly("pitot.Span", "pitot.BlockIo", "pitot.RunQueueWait", "pitot.OffCpu")
                .record("pitot.Span", "0 ns")
                .record("pitot.BlockIo", "0 ns")
                .record("pitot.RunQueueWait", "0 ns")
                .record("pitot.OffCpu", Places.SLEEP_MILLIS / 2 + " ms")
                .run(
                        Places.class,
                        Files.createDirectory(directory.resolve("files")).toString());
        assertThat(run.err()).isEmpty();
        assertThat(run.exit()).isZero();
        return run;
    }

    /** They are on the span's thread, and began while it lasted. */
    private static void assertIn(List<RecordedEvent> events, Map<Long, RecordedEvent> spans) {
        assertThat(events).allSatisfy(event -> {
            var span = spans.get(event.getLong("spanId"));
            if (span == null) { // the one that nobody wanted at its end
                assertThat(event.getString("span")).isEqualTo(CLASS + ".opened()");
                return;
            }
            assertThat(event.getString("span")).isEqualTo(CLASS + "." + span.getString("method"));
            assertThat(event.getStartTime()).isAfterOrEqualTo(span.getStartTime());
            assertThat(event.getLong("osThreadId")).isEqualTo(span.getLong("osThreadId"));
        });
        // One may begin between the last reading of a span and the next store.
        events.stream()
                .filter(event -> spans.containsKey(event.getLong("spanId")))
                .filter(event -> event.getStartTime()
                        .isAfter(spans.get(event.getLong("spanId")).getEndTime()))
                .collect(Collectors.groupingBy(event -> event.getLong("spanId")))
                .forEach((span, late) -> assertThat(late).hasSize(1));
    }

    private static void assertNoSpan(RecordedEvent event) {
        assertThat(event.getString("span")).isNull();
        assertThat(event.getLong("spanId")).isZero();
    }

    private static Stream<RecordedEvent> named(List<RecordedEvent> events, String method) {
        return events.stream().filter(event -> (CLASS + "." + method).equals(event.getString("span")));
    }
}
