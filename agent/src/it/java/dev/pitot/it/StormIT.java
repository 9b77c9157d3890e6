package dev.pitot.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.plan.EventKind;
import dev.pitot.testkit.KernelObjects;
import dev.pitot.testkit.KernelObjects.Count;
import dev.pitot.testkit.Poll;
import dev.pitot.testkit.RequiresKernel;
import dev.pitot.testkit.Settings;
import dev.pitot.testkit.SteeredTest;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;

/**
 * More than can be read, into the smallest ring buffer: what is not in the recording is counted in it, to the last one, totals
 * are whole, and the application runs on.
 */
@RequiresKernel
class StormIT extends SteeredTest {
    private static final String TINY = "wait=30s,ring=4k,budget=off";

    /** A million, as fast as the machine can make them with two traps each. */
    @Test
    void parks() throws Exception {
        var parks = 4 * 250_000;
        try (var jvm = start(TINY)) {
            jvm.ask("start all " + Settings.only("pitot.ThreadPark#threshold=0ns"), "ok");
            var from = System.nanoTime();
            jvm.ask("begin 4 parks " + parks / 4 + " 0", "ok");
            jvm.ask("join", "ok");
            var seconds = (System.nanoTime() - from) / 1e9;
            var recorded = stopped(jvm, "all");
            var events = of(recorded, "pitot.ThreadPark").size();
            var lost = lost(recorded, "pitot.ThreadPark", FULL);
            System.out.printf("parks %d, %.0f a second: events %d, lost %d%n", parks, parks / seconds, events, lost);
            assertThat(lost).isPositive();
            assertThat(events + lost).isEqualTo(parks);
            end(jvm);
        }
    }

    /** The JVM itself counts the classes that it loads: with these also those that Pitot's own threads need, which make no event. */
    @Test
    void classLoads() throws Exception {
        try (var jvm = start(TINY)) {
            jvm.ask("start all " + Settings.only("pitot.ClassLoad#threshold=0ns"), "ok");
            jvm.ask("begin 1 classes 1 1", "ok");
            jvm.ask("join", "ok");
            var first = directory.resolve("first.jfr");
            Poll.until( // until it needs no class more, as after Pitot has measured itself
                    () -> {
                        jvm.ask("dump all " + first, "ok");
                        return !of(RecordingFile.readAllEvents(first), "pitot.ProbeCost")
                                .isEmpty();
                    },
                    () -> "Pitot has not measured itself");
            told(jvm, "loaded");
            var classes = told(jvm, "loaded");
            jvm.ask("dump all " + directory.resolve("before.jfr"), "ok");
            jvm.ask("begin 4 classes 6 100", "ok");
            jvm.ask("join", "ok");
            classes = told(jvm, "loaded") - classes;
            var before = RecordingFile.readAllEvents(directory.resolve("before.jfr"));
            var after = stopped(jvm, "all");
            var events = of(after, "pitot.ClassLoad").size()
                    - of(before, "pitot.ClassLoad").size();
            var lost = lost(after, "pitot.ClassLoad", FULL) - lost(before, "pitot.ClassLoad", FULL);
            System.out.println("classes " + classes + ": events " + events + ", lost " + lost);
            assertThat(lost).isPositive();
            assertThat(events + lost).isBetween(4 * 6 * 100L, (long) classes);
            end(jvm);
        }
    }

    /** Of some requests the kernel does not trace the end: see {@link SettingsIT}. */
    @Test
    void directReads() throws Exception {
        try (var jvm = start(TINY)) {
            var file = blocks(1600);
            warmUp(jvm, file);
            jvm.ask(
                    "start all "
                            + Settings.only(
                                    "pitot.BlockIo#threshold=0ns",
                                    "pitot.BlockIoLatency#period=endChunk",
                                    "pitot.ThreadCpu#period=endChunk"),
                    "ok");
            jvm.ask("begin 16 reads " + file + " 100", "ok");
            Poll.until(() -> count(jvm, Count.LOST, EventKind.BLOCK_IO) > 5000, () -> "no storm");
            var reads = release(jvm);
            var unseen = KernelObjects.requests(jvm.process().pid());
            var recorded = stopped(jvm, "all");
            unseen += lost(recorded, "pitot.BlockIo", NO_END);
            var events = of(recorded, "pitot.BlockIo");
            var others = events.size() - ofWorkers(recorded, "pitot.BlockIo").size();
            var lost = lost(recorded, "pitot.BlockIo", FULL);
            System.out.println("reads " + reads + " and " + others + " other requests: events " + events.size()
                    + ", lost " + lost + ", without an end " + unseen);
            assertThat(events.size() + lost + unseen).isEqualTo(reads + others);
            var requests = of(recorded, "pitot.BlockIoLatency").stream()
                    .filter(row -> row.getBoolean("queued"))
                    .toList();
            assertThat(counts(requests)).isEqualTo(events.size() + lost);
            assertThat(ofWorkers(recorded, "pitot.ThreadCpu").stream()
                            .mapToLong(cpu -> cpu.getLong("blockReads"))
                            .sum())
                    .isEqualTo(reads);
            jvm.ask("join", "ok");
            end(jvm);
        }
    }
}
