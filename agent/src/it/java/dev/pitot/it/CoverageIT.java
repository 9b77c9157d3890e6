package dev.pitot.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pitot.report.collect.RecordingReader;
import dev.pitot.testkit.Cli;
import dev.pitot.testkit.KernelObjects;
import dev.pitot.testkit.Poll;
import dev.pitot.testkit.RequiresKernel;
import dev.pitot.testkit.Settings;
import dev.pitot.testkit.TracedJvm;
import dev.pitot.workload.Steered;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A recording says when it was measured: it begins late, and somebody stops Pitot for a while. */
@RequiresKernel
class CoverageIT {
    private static final String SLEEPS = "pitot.ThreadSleep#threshold=0ns";
    private static final String PARKS = "pitot.ThreadPark#threshold=0ns";
    private static final Duration NEAR = Duration.ofMillis(1);

    @TempDir
    Path directory;

    @Test
    void whatWasNotMeasuredIsSaidWithTheReason() throws Exception {
        var one = directory.resolve("one.jfr");
        String err;
        try (var jvm = TracedJvm.of(directory)
                .agentOptions("wait=1ms,budget=off")
                .environment(
                        "XDG_CACHE_HOME",
                        Files.createDirectory(directory.resolve("cold")).toString())
                .jvm("-XX:+EnableDynamicAgentLoading")
                .start(Steered.class)) {
            jvm.awaitLine("ready");
            jvm.ask("start one " + Settings.only(SLEEPS), "ok");
            sleepsWhileAttached(jvm);
            command(jvm, "stop");
            Poll.until(() -> KernelObjects.of(jvm.process().pid()).isEmpty(), () -> "still attached");
            command(jvm, "start");
            sleepsWhileAttached(jvm);
            jvm.ask("start two " + Settings.only(PARKS), "ok");
            Poll.until(() -> command(jvm, "status").contains("pitot.ThreadPark"), () -> "no parks");
            jvm.ask("stop two " + directory.resolve("two.jfr"), "ok");
            jvm.ask("stop one " + one, "ok");
            jvm.tell("exit 0");
            err = jvm.await().err();
        }
        assertThat(err.lines())
                .singleElement()
                .asString()
                .startsWith("pitot: the probes are not attached after 1 ms, the time of the option wait");

        var sleeping = stretches(one, "pitot.ThreadSleep");
        assertThat(merged(sleeping)).containsExactly("not yet", "attached", "stopped by command", "attached");
        for (var i = 1; i < sleeping.size(); i++) {
            assertThat(Duration.between(
                                    end(sleeping.get(i - 1)), sleeping.get(i).getStartTime())
                            .abs())
                    .isLessThan(NEAR);
        }
        assertThat(sleeping.getFirst().getString("reason"))
                .contains("the start of the recording stopped waiting after 1 ms (option wait)");
        var begun = end(sleeping.getFirst());
        assertThat(of(one, "pitot.ThreadSleep")).isNotEmpty().allSatisfy(sleep -> assertThat(sleep.getStartTime())
                .isAfter(begun.minus(NEAR)));

        var coverage = RecordingReader.read(one, 10).coverage();
        var measured = sleeping.stream()
                .filter(status -> status.getBoolean("attached"))
                .mapToLong(status -> status.getDuration().toNanos())
                .sum();
        assertThat(coverage.measuredNanos()).isCloseTo(measured, within(sleeping.size() * NEAR.toNanos()));
        assertThat(coverage.gaps())
                .extracting(gap -> gap.why().replaceFirst(":.*", ""))
                .startsWith("not yet");
        assertThat(merged(stretches(one, "pitot.ThreadPark"))).contains("attached");
        assertThat(Cli.run("summary", one.toString()).answer())
                .startsWith("Measured: ")
                .contains("not yet: the programs");
    }

    private static void sleepsWhileAttached(TracedJvm.Running jvm) throws Exception {
        Poll.until(() -> command(jvm, "status").contains("attached since"), () -> "not attached");
        jvm.ask("begin 1 sleeps 3 30", "ok");
        jvm.ask("join", "ok");
    }

    private static String command(TracedJvm.Running jvm, String word) throws Exception {
        return jvm.jcmd("JVMTI.agent_load", TracedJvm.JAR.toString(), word);
    }

    /** In their order; what begins alike and follows on one another is one. */
    private static List<String> merged(List<RecordedEvent> stretches) {
        var words = stretches.stream().map(CoverageIT::word).toList();
        return java.util.stream.IntStream.range(0, words.size())
                .filter(i -> i == 0 || !words.get(i).equals(words.get(i - 1)))
                .mapToObj(words::get)
                .toList();
    }

    private static String word(RecordedEvent status) {
        return status.getBoolean("attached")
                ? "attached"
                : status.getString("reason").replaceFirst(":.*", "");
    }

    private static Instant end(RecordedEvent event) {
        return event.getEndTime();
    }

    private static List<RecordedEvent> stretches(Path file, String of) throws Exception {
        return of(file, "pitot.ProbeStatus").stream()
                .filter(status -> of.equals(status.getString("event")))
                .toList();
    }

    private static List<RecordedEvent> of(Path file, String type) throws Exception {
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().equals(type))
                .sorted((a, b) -> a.getStartTime().compareTo(b.getStartTime()))
                .toList();
    }
}
