package dev.pitot.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.testkit.RequiresKernel;
import dev.pitot.testkit.TracedJvm;
import dev.pitot.workload.MetaspacePressure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One stop of the world for a collection is one event, whatever asked for it, and has the workers that HotSpot says it has. */
@RequiresKernel
class CollectionsIT {
    private static final Pattern PAUSE = Pattern.compile("GC\\((\\d+)\\) Pause (Full|Young|Remark|Cleanup)");
    private static final DateTimeFormatter LOGGED =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSZ", Locale.ROOT);
    private static final Pattern WORKERS = Pattern.compile("GC\\((\\d+)\\) Using (\\d+) workers of \\d+ for");

    @TempDir
    Path directory;

    /** It tells of its memory pools on another thread than of the collection. */
    @Test
    void thatShenandoahMakesInFull() throws Exception {
        var log = directory.resolve("gc.log");
        var run = TracedJvm.of(directory)
                .jvm("-XX:+UseShenandoahGC", "-XX:-ExplicitGCInvokesConcurrent", "-Xmx200m")
                .jvm("-Xlog:gc*:file=" + log + ":tags")
                .record("pitot.GarbageCollection", "0 ns")
                .run(MetaspacePressure.class);
        assertThat(run.err()).isEmpty();
        var full = Files.readAllLines(log).stream()
                .filter(line -> line.contains("[gc,start") && line.contains("Pause Full"))
                .count();
        assertThat(full).isPositive();
        assertThat(run.events("pitot.GarbageCollection"))
                .filteredOn(event -> event.getBoolean("full"))
                .hasSize((int) full);
    }

    @ParameterizedTest
    @ValueSource(strings = {"G1", "Serial", "Parallel"})
    void thatTheMetadataAskedFor(String collector) throws Exception {
        var log = directory.resolve("gc.log");
        var run = TracedJvm.of(directory)
                .jvm("-XX:+Use" + collector + "GC", "-XX:MetaspaceSize=14m", "-Xmx200m")
                .jvm("-Xlog:gc*:file=" + log + ":time,tags")
                .record("pitot.GarbageCollection", "0 ns")
                .record("test.Mark", "0 ns")
                .run(MetaspacePressure.class);
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).isEmpty();
        var marks = run.events("test.Mark");
        var begin = marks.get(marks.size() - 2).getStartTime();
        var end = marks.getLast().getStartTime();
        var lines = Files.readAllLines(log).stream()
                .filter(line -> isBetween(begin, time(line), end))
                .toList();
        assertThat(lines).anyMatch(line -> line.contains("Metadata GC Threshold"));
        var pauses = lines.stream()
                .filter(line -> line.contains("[gc,start"))
                .filter(line -> PAUSE.matcher(line).find())
                .toList();
        var full = pauses.stream().filter(line -> line.contains("Pause Full")).count();
        var events = run.events("pitot.GarbageCollection").stream()
                .filter(event -> isBetween(begin, event.getStartTime(), end))
                .toList();
        assertThat(events).hasSize(pauses.size());
        assertThat(events).filteredOn(event -> event.getBoolean("full")).hasSize((int) full);
        for (var i = 1; i < events.size(); i++) {
            assertThat(events.get(i).getStartTime())
                    .isAfterOrEqualTo(events.get(i - 1).getEndTime());
        }
        var most = lines.stream()
                .map(WORKERS::matcher)
                .filter(matcher -> matcher.find())
                .mapToInt(matcher -> Integer.parseInt(matcher.group(2)))
                .max()
                .orElse(0);
        assertThat(events).allMatch(event -> event.getInt("workers") <= Math.max(most, 2));
    }

    private static boolean isBetween(Instant begin, Instant moment, Instant end) {
        return moment.isAfter(begin) && moment.isBefore(end);
    }

    /** Of a line that begins with {@code [2026-11-28T05:48:51.411+0000]}. */
    private static Instant time(String line) {
        return OffsetDateTime.parse(line.substring(1, line.indexOf(']')), LOGGED)
                .toInstant();
    }
}
