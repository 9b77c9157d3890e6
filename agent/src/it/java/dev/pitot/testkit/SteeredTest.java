package dev.pitot.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.plan.EventKind;
import dev.pitot.report.model.Loss;
import dev.pitot.testkit.KernelObjects.Count;
import dev.pitot.workload.Steered;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.io.TempDir;

/** What tests with a {@link Steered} have in common. */
public abstract class SteeredTest {
    public static final String FULL = "records that found the ring buffer full";
    public static final String NO_END = "begins whose end never came";

    @TempDir
    public Path directory;

    protected TracedJvm.Running start(String options) throws Exception {
        var jvm = TracedJvm.of(directory).agentOptions(options).start(Steered.class);
        jvm.awaitLine("ready");
        return jvm;
    }

    protected static void end(TracedJvm.Running jvm) throws Exception {
        jvm.tell("exit");
        var run = jvm.await();
        assertThat(run.err()).isEmpty();
        assertThat(run.exit()).isZero();
    }

    /** A file with so many blocks for {@link Steered} to read, and on the disk: direct reads would first write what is not. */
    protected Path blocks(int number) throws IOException {
        var file = directory.resolve("blocks");
        try (var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(number * Steered.STRIDE));
            channel.force(true);
        }
        return file;
    }

    /** What a worker needs that reads is loaded then: on a machine that has just booted it is read from the disk, too. */
    protected static void warmUp(TracedJvm.Running jvm, Path file) throws Exception {
        jvm.ask("begin 1 reads " + file + " 1", "ok");
        release(jvm);
        jvm.ask("join", "ok");
    }

    protected static long count(TracedJvm.Running jvm, Count what, EventKind of) throws IOException {
        return KernelObjects.count(jvm.process().pid(), what, of);
    }

    /** @return how much the workers have done */
    protected static int release(TracedJvm.Running jvm) throws Exception {
        return told(jvm, "release");
    }

    /** @return the number that the answer says */
    protected static int told(TracedJvm.Running jvm, String question) throws Exception {
        jvm.ask(question, "ok");
        return Files.readString(jvm.outFile())
                .lines()
                .filter(line -> line.startsWith("done "))
                .map(line -> Integer.parseInt(line.substring(5)))
                .reduce((first, last) -> last)
                .orElseThrow();
    }

    protected List<RecordedEvent> stopped(TracedJvm.Running jvm, String recording) throws Exception {
        var file = directory.resolve(recording + ".jfr");
        jvm.ask("stop " + recording + " " + file, "ok");
        return RecordingFile.readAllEvents(file);
    }

    protected List<RecordedEvent> stop(TracedJvm.Running jvm, String recording, String type) throws Exception {
        return of(stopped(jvm, recording), type);
    }

    protected static List<RecordedEvent> of(List<RecordedEvent> events, String type) {
        return events.stream()
                .filter(event -> event.getEventType().getName().equals(type))
                .toList();
    }

    protected static List<RecordedEvent> ofWorkers(List<RecordedEvent> events, String type) {
        return of(events, type).stream()
                .filter(event -> event.getString("osThreadName").startsWith("worker-"))
                .toList();
    }

    protected static long counts(List<RecordedEvent> rows) {
        return rows.stream().mapToLong(row -> row.getLong("count")).sum();
    }

    /** But for those of phases and recordings under way: whoever waits for his recording to start is parked when the probes come. */
    protected static List<String> losses(List<RecordedEvent> events) {
        return of(events, "pitot.DataLoss").stream()
                .filter(event -> !Loss.inFlight(event.getString("reason"), event.getString("event")))
                .map(event ->
                        event.getString("event") + " " + event.getString("reason") + ": " + event.getLong("count"))
                .toList();
    }

    protected static long lost(List<RecordedEvent> events, String type, String reason) {
        return of(events, "pitot.DataLoss").stream()
                .filter(event -> type.equals(event.getString("event")) && reason.equals(event.getString("reason")))
                .mapToLong(event -> event.getLong("count"))
                .sum();
    }
}
