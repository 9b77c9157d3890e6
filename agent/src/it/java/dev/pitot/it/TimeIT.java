package dev.pitot.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.testkit.Bill;
import dev.pitot.testkit.EventPairs;
import dev.pitot.testkit.RequiresKernel;
import dev.pitot.testkit.Run;
import dev.pitot.testkit.TracedJvm;
import dev.pitot.workload.CountedWork;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedMethod;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pitot's times against those of JFR's own events for the same thing: two clocks, one time. */
@RequiresKernel
class TimeIT {
    private static final long MEDIAN_NANOS = 100_000;

    @TempDir
    Path directory;

    @Test
    void startsAgree() throws Exception {
        var jvm = TracedJvm.of(directory)
                .jvm("-Xmx64m")
                .record("pitot.RunQueueWait", "0 ns")
                .record("pitot.OffCpu", "0 ns");
        for (var type : List.of("ClassLoad", "Compilation", "GarbageCollection", "ThreadSleep", "ThreadPark")) {
            jvm.record("jdk." + type, "0 ns").record("pitot." + type, "0 ns");
        }
        var run = jvm.run(CountedWork.class);

        assertThat(run.err()).isEmpty();
        agree(
                run,
                "ClassLoad",
                event -> event.getClass("loadedClass").getName(),
                event -> event.getString("className"));
        agree(run, "Compilation", TimeIT::compiled, event -> event.getString("method"));
        agree(run, "GarbageCollection", event -> event.getString("name").equals("G1Old") ? "cycle" : "", event -> "");
        agree(run, "ThreadSleep", TimeIT::thread, event -> event.getString("osThreadName"));
        agree(run, "ThreadPark", TimeIT::thread, event -> event.getString("osThreadName"));
    }

    private static void agree(
            Run run, String type, Function<RecordedEvent, String> jdkKey, Function<RecordedEvent, String> pitotKey)
            throws Exception {
        var pairs = EventPairs.of(run.events("jdk." + type), jdkKey, run.events("pitot." + type), pitotKey)
                .pairs();
        assertThat(pairs).hasSizeGreaterThan(10);
        var differences = pairs.stream()
                .mapToLong(EventPairs.Pair::startDifference)
                .map(Math::abs)
                .sorted()
                .toArray();
        var waits = Stream.concat(run.events("pitot.RunQueueWait").stream(), run.events("pitot.OffCpu").stream())
                .collect(Collectors.groupingBy(event -> event.getLong("osThreadId")));
        var large = pairs.stream()
                .filter(pair -> Math.abs(pair.startDifference()) > MEDIAN_NANOS)
                .toList();
        var unexplained = large.stream()
                .filter(pair -> !explained(pair, waits.getOrDefault(pair.pitot().getLong("osThreadId"), List.of())))
                .toList();
        System.out.printf(
                "%-17s %5d pairs: start differs by %d ns in the median, %d ns in 99 %%, %d ns at most; more than %d ns: %d,"
                        + " of them not explained by a wait: %d%n",
                type,
                pairs.size(),
                differences[differences.length / 2],
                differences[differences.length * 99 / 100],
                differences[differences.length - 1],
                MEDIAN_NANOS,
                large.size(),
                unexplained.size());
        unexplained.stream()
                .sorted(Comparator.comparing(pair -> -Math.abs(pair.startDifference())))
                .limit(5)
                .forEach(pair -> System.out.printf(
                        "    %d ns: %s %s%n",
                        pair.startDifference(), pitotKey.apply(pair.pitot()), Bill.of(pair.pitot())));
        assertThat(differences[differences.length / 2]).isLessThan(MEDIAN_NANOS);
    }

    /** Between the two starts the thread had no CPU. */
    private static boolean explained(EventPairs.Pair pair, List<RecordedEvent> waits) {
        var starts = Stream.of(pair.jdk(), pair.pitot())
                .map(RecordedEvent::getStartTime)
                .sorted()
                .toList();
        var waited = waits.stream()
                .filter(wait -> wait.getStartTime().isAfter(starts.get(0))
                        && wait.getEndTime().isBefore(starts.get(1)))
                .mapToLong(wait -> wait.getDuration().toNanos())
                .sum();
        return Math.abs(pair.startDifference()) - waited <= MEDIAN_NANOS;
    }

    private static String thread(RecordedEvent event) {
        return event.getThread().getOSName();
    }

    private static String compiled(RecordedEvent event) {
        var method = (RecordedMethod) event.getValue("method");
        return method.getType().getName() + "." + method.getName() + method.getDescriptor();
    }
}
