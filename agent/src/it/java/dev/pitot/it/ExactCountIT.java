package dev.pitot.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.testkit.Difference;
import dev.pitot.testkit.EventPairs;
import dev.pitot.testkit.Run;
import dev.pitot.testkit.TracedJvm;
import dev.pitot.workload.CountedWork;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedMethod;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Known work is exactly as many events. JFR's own events for the same things have their counterparts, and the other way round;
 * where they differ by nature, {@link Difference} says which and why.
 */
class ExactCountIT {
    private static final int SIGNATURE = 256;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"-XX:+UseG1GC", "-XX:+UseParallelGC", "-XX:+UseSerialGC"})
    void everyEventHasItsCounterpart(String collector) throws Exception {
        var run = TracedJvm.of(directory)
                .jvm(collector, "-Xmx64m", "-XX:+IgnoreUnrecognizedVMOptions", "-XX:InitiatingHeapOccupancyPercent=5")
                .record("test.Window", "0 ns")
                .record("jdk.ClassLoad", "0 ns")
                .record("jdk.Compilation", "0 ns")
                .record("jdk.GarbageCollection", "0 ns")
                .record("pitot.ClassLoad", "0 ns")
                .record("pitot.Compilation", "0 ns")
                .record("pitot.GarbageCollection", "0 ns")
                .record("pitot.ThreadSleep", "0 ns")
                .record("pitot.ThreadPark", "0 ns")
                .run(CountedWork.class);

        assertThat(run.err()).isEmpty();
        System.out.println(collector);
        var window = run.events("test.Window").getLast();
        counts(run, window);
        compare(run, window, "ClassLoad", event -> event.getClass("loadedClass").getName(), event -> event.getString(
                        "className")
                .replace('+', '.'));
        compare(run, window, "Compilation", ExactCountIT::compiled, event -> event.getString("method")
                .replace('+', '.'));
        compare(
                run,
                window,
                "GarbageCollection",
                event -> concurrent(event) ? "concurrent" : "pause",
                event -> "pause");
    }

    @Test
    void documentationNamesTheSameDifferences() throws Exception {
        var page = Files.readString(Path.of("..", "docs", "differences.md")).replaceAll("\\s+", " ");
        assertThat(Stream.of(Difference.values()).map(Difference::reason))
                .allSatisfy(reason -> assertThat(page).contains(reason));
    }

    private static void counts(Run run, RecordedEvent window) throws Exception {
        assertThat(onMain(run, window, "pitot.ClassLoad")
                        .map(event -> event.getString("className"))
                        .filter(name -> name.startsWith("made.")))
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, CountedWork.CLASSES)
                        .mapToObj(i -> "made.Class" + i)
                        .toList());
        assertThat(onMain(run, window, "pitot.ThreadSleep")).hasSize(CountedWork.SLEEPS);
        assertThat(onMain(run, window, "pitot.ThreadPark")
                        .filter(event -> event.getLong("timeout") == CountedWork.PARK_NANOS))
                .hasSize(CountedWork.PARKS);
    }

    /** Each in the window has a partner anywhere: the partner may have begun a little before the window did. */
    private static void compare(
            Run run,
            RecordedEvent window,
            String type,
            Function<RecordedEvent, String> jdkKey,
            Function<RecordedEvent, String> pitotKey)
            throws Exception {
        var pairs = EventPairs.of(run.events("jdk." + type), jdkKey, run.events("pitot." + type), pitotKey);
        var jdkOnly = EventPairs.within(pairs.jdkOnly(), window);
        var pitotOnly = EventPairs.within(pairs.pitotOnly(), window);
        Map<Difference, Integer> explained = new EnumMap<>(Difference.class);
        var unexplained = jdkOnly.stream()
                .filter(event -> Stream.of(Difference.values())
                        .filter(difference -> difference.explains(event))
                        .peek(difference -> explained.merge(difference, 1, Integer::sum))
                        .findFirst()
                        .isEmpty())
                .toList();
        System.out.printf(
                "  %s: %d pairs; only JFR's: %s, unexplained %d; only Pitot's %d%n",
                type, pairs.pairs().size(), explained, unexplained.size(), pitotOnly.size());
        assertThat(pairs.pairs()).hasSizeGreaterThan(5);
        assertThat(brief(unexplained)).isEmpty();
        assertThat(brief(pitotOnly.stream()
                        .filter(event -> !inConcurrentCycle(event, run))
                        .toList()))
                .isEmpty();
    }

    private static boolean concurrent(RecordedEvent collection) {
        return Difference.CONCURRENT_CYCLE.explains(collection);
    }

    /** The other side of {@link Difference#CONCURRENT_CYCLE}. */
    private static boolean inConcurrentCycle(RecordedEvent pause, Run run) {
        try {
            return run.events("jdk.GarbageCollection").stream()
                    .filter(ExactCountIT::concurrent)
                    .anyMatch(cycle -> EventPairs.overlap(cycle, pause));
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> brief(List<RecordedEvent> events) {
        return events.stream()
                .map(event -> event.toString().replaceAll("\\s+", " "))
                .toList();
    }

    private static Stream<RecordedEvent> onMain(Run run, RecordedEvent window, String type) throws Exception {
        return EventPairs.within(run.events(type), window).stream()
                .filter(event -> "main".equals(event.getString("osThreadName")));
    }

    private static String compiled(RecordedEvent event) {
        var method = (RecordedMethod) event.getValue("method");
        return method.getType().getName() + "." + method.getName() + asPitotKeeps(method.getDescriptor());
    }

    /** Of a signature, the kernel keeps so much ({@code TEXT_2} of limits.h). */
    private static String asPitotKeeps(String signature) {
        return signature.length() <= SIGNATURE ? signature : signature.substring(0, SIGNATURE) + "…";
    }
}
