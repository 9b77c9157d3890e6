package dev.pitot.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pitot.jfr.Events;
import dev.pitot.plan.EventKind;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Records made by hand become the events they are. */
class RecordsTest {
    private static final int TID = (int) ProcessHandle.current().pid();
    private static final long MILLI = 1_000_000;

    @TempDir
    Path directory;

    private static final CountDownLatch END = new CountDownLatch(1);
    private static final Thread WORKER =
            Thread.ofPlatform().name("worker").daemon().start(RecordsTest::await);

    private final ThreadNames names = new ThreadNames(thread -> thread == WORKER ? TID : 0);

    @BeforeAll
    static void register() {
        Events.register();
    }

    @AfterAll
    static void end() {
        END.countDown();
    }

    private static void await() {
        try {
            END.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<RecordedEvent> events(Consumer<Records> commits) throws Exception {
        var file = directory.resolve("records.jfr");
        names.learn();
        try (var recording = new Recording()) {
            for (var kind : EventKind.values()) {
                recording.enable(kind.eventName()).withoutThreshold();
            }
            recording.start();
            Thread.sleep(10);
            commits.accept(new Records(new Clock(0), names, number -> number == -7 ? "acme.Shop.read(Path)" : null));
            recording.dump(file);
        }
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().startsWith("pitot."))
                .toList();
    }

    private RecordedEvent event(Bytes record) throws Exception {
        var events = events(records -> commit(records, record));
        assertThat(events).hasSize(1);
        return events.getFirst();
    }

    private static void commit(Records records, Bytes record) {
        records.commit(record.memory(), 0, record.array().length);
    }

    private static Bytes now(int type, long length) {
        var end = System.nanoTime();
        return Bytes.record(type, length).from(end - 7 * MILLI, end);
    }

    /** Each field of the bill with a number of its own. */
    private static Bytes billed(int type, long length) {
        var record = now(type, length);
        for (var i = 0; i < 17; i++) {
            record.i64(Layout.ON_CPU + 8L * i, 1000 + i);
        }
        return record;
    }

    private static void assertBill(RecordedEvent event) {
        var spans = Stream.of("onCpu", "runQueue", "ioWait", "blocked");
        assertThat(spans.map(event::getDuration).map(Duration::toNanos)).containsExactly(1000L, 1001L, 1002L, 1003L);
        var numbers = Stream.of(
                "blockReads",
                "blockReadBytes",
                "blockWrites",
                "blockWriteBytes",
                "blockFlushes",
                "blockDiscards",
                "blockDiscardBytes",
                "blockOthers",
                "majorFaults",
                "minorFaults",
                "voluntarySwitches",
                "involuntarySwitches",
                "migrations");
        assertThat(numbers.map(event::getLong))
                .containsExactlyElementsOf(
                        IntStream.range(1004, 1017).mapToObj(i -> (long) i).toList());
        // The rate of JFR's clock is measured here, the agent asks JFR for it.
        assertThat(event.getDuration().toNanos()).isCloseTo(7 * MILLI, within(20_000L));
        assertThat(event.getDuration("unaccounted").toNanos()).isEqualTo(7 * MILLI - 4006);
        assertThat(event.getLong("osThreadId")).isEqualTo(TID);
        assertThat(event.getString("osThreadName")).isEqualTo("worker");
        assertThat(event.getThread("thread").getJavaThreadId()).isEqualTo(WORKER.threadId());
    }

    @Test
    void aClassLoad() throws Exception {
        var event =
                event(billed(1, Layout.TEXT_END).slot(0, Layout.TEXT_0, "a/b/C").i64(Layout.VALUE_0, 1));
        assertThat(event.getEventType().getName()).isEqualTo("pitot.ClassLoad");
        assertThat(event.getString("className")).isEqualTo("a.b.C");
        assertThat(event.getBoolean("shared")).isTrue();
        assertBill(event);
    }

    @Test
    void aCompilation() throws Exception {
        var event = event(billed(3, Layout.METHOD_END)
                .slot(0, Layout.TEXT_0, "a/b/C")
                .slot(1, Layout.TEXT_1, "run")
                .slot(2, Layout.TEXT_2, "(I)V")
                .slot(3, Layout.TEXT_3, "c2")
                .i64(Layout.VALUE_0, 1));
        assertThat(event.getString("method")).isEqualTo("a.b.C.run(I)V");
        assertThat(event.getString("compiler")).isEqualTo("c2");
        assertThat(event.getBoolean("succeeded")).isTrue();
        assertBill(event);
    }

    @Test
    void aCollectionHasItsWorkersBillApart() throws Exception {
        var record = billed(4, Layout.PHASE_END).i64(Layout.VALUE_0, 0).i64(Layout.GC_THREADS, 2);
        record.i64(Layout.GC_ON_CPU, 11).i64(Layout.GC_RUN_QUEUE, 12).i64(Layout.GC_IO_WAIT, 13);
        var event = event(record.i64(Layout.GC_BLOCKED, 14).i64(Layout.GC_WORST, 15));
        assertThat(event.getInt("workers")).isEqualTo(2);
        assertThat(event.getBoolean("full")).isFalse();
        assertThat(Stream.of(
                                "workersOnCpu",
                                "workersRunQueue",
                                "workersIoWait",
                                "workersBlocked",
                                "workersWorstRunQueue")
                        .map(event::getDuration)
                        .map(Duration::toNanos))
                .containsExactly(11L, 12L, 13L, 14L, 15L);
        assertBill(event);
    }

    @Test
    void theOtherPhases() throws Exception {
        var initialization =
                billed(2, Layout.TEXT_END).slot(0, Layout.TEXT_0, "X").i64(Layout.VALUE_0, 1);
        assertThat(event(initialization).getBoolean("failed")).isTrue();
        assertThat(event(billed(5, Layout.TEXT_END).slot(0, Layout.TEXT_0, "Halt"))
                        .getString("operation"))
                .isEqualTo("Halt");
        assertBill(event(billed(6, Layout.PHASE_END)));
        var until =
                event(billed(7, Layout.PHASE_END).i64(Layout.VALUE_0, 1_234_567).i64(Layout.VALUE_1, 1));
        assertThat(until.getInstant("until").toEpochMilli()).isEqualTo(1_234_567);
        var timeout = event(billed(7, Layout.PHASE_END).i64(Layout.VALUE_0, 1_234_567));
        assertThat(timeout.getDuration("timeout").toNanos()).isEqualTo(1_234_567);
        var sleep = event(billed(8, Layout.PHASE_END).i64(Layout.VALUE_0, 5).i64(Layout.VALUE_1, 1));
        assertThat(sleep.getDuration("requested")).isEqualTo(Duration.ofMillis(5));
        assertThat(sleep.getBoolean("interrupted")).isTrue();
        assertThat(event(billed(9, Layout.TEXT_END).slot(0, Layout.TEXT_0, "a/Lock"))
                        .getString("monitorClass"))
                .isEqualTo("a.Lock");
    }

    @Test
    void waitsSayWhoElse() throws Exception {
        var off = event(now(EventKind.OFF_CPU.number(), Layout.WAIT_END)
                .i64(Layout.WAIT_QUEUED, 23)
                .i32(Layout.WAIT_PHASE, 1)
                .i32(Layout.WAIT_IO, 1)
                .text(Layout.WAIT_OTHER, "kworker/1:1"));
        assertThat(off.getDuration("runQueue").toNanos()).isEqualTo(23);
        assertThat(off.getBoolean("waitedForIo")).isTrue();
        assertThat(off.getString("phase")).isEqualTo("ClassLoad");
        assertThat(off.getString("wakerName")).isEqualTo("kworker/1:1");
        assertThat(off.getLong("wakerThreadId")).isZero();
        var queued =
                event(now(EventKind.RUN_QUEUE_WAIT.number(), Layout.WAIT_END).i32(Layout.WAIT_OTHER_TID, TID));
        assertThat(queued.getString("runnerName")).isEqualTo("worker");
        assertThat(queued.getLong("runnerThreadId")).isEqualTo(TID);
        assertThat(queued.getString("phase")).isNull();
    }

    @Test
    void whatHappensInASpanHasItsName() throws Exception {
        for (var record : List.of(
                now(EventKind.OFF_CPU.number(), Layout.WAIT_END).span(Layout.WAIT_SPAN, 4711, -7),
                now(EventKind.RUN_QUEUE_WAIT.number(), Layout.WAIT_END).span(Layout.WAIT_SPAN, 4711, -7),
                now(EventKind.MAJOR_FAULT.number(), Layout.FAULT_END).span(Layout.FAULT_SPAN, 4711, -7),
                now(EventKind.BLOCK_IO.number(), Layout.BLOCK_END).span(Layout.BLOCK_SPAN, 4711, -7))) {
            var event = event(record);
            assertThat(event.getString("span")).isEqualTo("acme.Shop.read(Path)");
            assertThat(event.getLong("spanId")).isEqualTo(4711);
        }
    }

    @Test
    void aSpanThatIsNotKnownHasNoName() throws Exception {
        for (var record : List.of(
                now(EventKind.OFF_CPU.number(), Layout.WAIT_END).span(Layout.WAIT_SPAN, 0, -7),
                now(EventKind.OFF_CPU.number(), Layout.WAIT_END).span(Layout.WAIT_SPAN, 4711, -8))) {
            var event = event(record);
            assertThat(event.getString("span")).isNull();
            assertThat(event.getLong("spanId")).isZero();
        }
    }

    @Test
    void aFaultAndAThreadsTotals() throws Exception {
        var fault = event(now(EventKind.MAJOR_FAULT.number(), Layout.FAULT_END).i64(Layout.FAULT_ADDRESS, 0xabcdef));
        assertThat(fault.getLong("address")).isEqualTo(0xabcdef);
        var cpu = event(billed(EventKind.THREAD_CPU.number(), Layout.CPU_END).i32(Layout.CPU_KIND, 2));
        assertThat(cpu.getString("kind")).isEqualTo("compiler");
        assertThat(cpu.getBoolean("ended")).isFalse();
        assertBill(cpu);
    }

    @Test
    void recordsOfTheIteratorLieBehindOneAnother() throws Exception {
        var two = MemorySegment.ofArray(new byte[2 * Layout.CPU_END + 5]);
        for (var i = 0; i < 2; i++) {
            var record = billed(EventKind.THREAD_CPU.number(), Layout.CPU_END).i32(Layout.CPU_KIND, i);
            MemorySegment.copy(record.memory(), 0, two, (long) i * Layout.CPU_END, Layout.CPU_END);
        }
        assertThat(events(records -> records.commitAll(two, 2 * Layout.CPU_END + 5)))
                .extracting(event -> event.getString("kind"))
                .containsExactly("Java", "GC");
    }

    @Test
    void aThreadsStartGivesItItsName() throws Exception {
        var events = events(records -> {
            commit(
                    records,
                    now(Layout.THREAD_START, Layout.TEXT_END)
                            .i32(Layout.TID, 4_000_001)
                            .slot(0, Layout.TEXT_0, "a thread with a very long name"));
            commit(records, now(6, Layout.PHASE_END).i32(Layout.TID, 4_000_001));
        });
        assertThat(events).singleElement().satisfies(event -> assertThat(event.getString("osThreadName"))
                .isEqualTo("a thread with a very long name"));
    }

    /** Ids are reused, by threads of C, too, which say nothing themselves. */
    @Test
    void anIdThatComesAgainIsAnotherThread() throws Exception {
        var events = events(records -> {
            commit(records, now(6, Layout.PHASE_END).i32(Layout.TID, TID));
            commit(records, name(Layout.NAME_ENDED, ""));
            commit(records, now(6, Layout.PHASE_END).i32(Layout.TID, TID));
            commit(records, name(Layout.NAME_NEW, "java"));
            commit(records, now(6, Layout.PHASE_END).i32(Layout.TID, TID));
            commit(records, name(Layout.NAME_CHANGED, "native"));
            commit(records, now(6, Layout.PHASE_END).i32(Layout.TID, TID));
            names.before(); // at which the worker has the id: but whether it had it then cannot be known yet
            commit(records, now(6, Layout.PHASE_END).i32(Layout.TID, TID));
            names.after();
        });
        assertThat(events)
                .extracting(event -> event.getString("osThreadName"))
                .containsExactly("worker", "worker", "java", "native", "native");
        assertThat(events)
                .extracting(event -> event.getThread("thread") != null)
                .containsExactly(true, true, false, false, false);
    }

    private static Bytes name(int what, String comm) {
        return now(Layout.THREAD_NAME, Layout.NAME_END)
                .i32(Layout.TID, TID)
                .i32(Layout.NAME_WHAT, what)
                .text(Layout.NAME_COMM, comm);
    }

    @Test
    void aBlockRequest() throws Exception {
        var end = System.nanoTime();
        var event = event(block(Layout.FLAG_SYNC | Layout.FLAG_META)
                .from(end - 5 * MILLI, end)
                .i64(Layout.BLOCK_ISSUE, end - 2 * MILLI)
                .i64(Layout.BLOCK_SECTOR, 2048)
                .i64(Layout.BLOCK_INODE, 99)
                .i32(Layout.BLOCK_BYTES, -1)
                .i32(Layout.BLOCK_PHASE, 2)
                .i32(Layout.BLOCK_COMPONENTS, 2)
                .text(Layout.BLOCK_DISK, "nvme0n1")
                .i32(Layout.BLOCK_DEVICE, 259 << 20 | 70_000)
                .i32(Layout.BLOCK_GENERATION, -1)
                .text(Layout.BLOCK_NAME, "modules")
                .text(Layout.BLOCK_PARENTS, "lib"));
        assertThat(event.getString("device")).isEqualTo("nvme0n1");
        assertThat(event.getString("operation")).isEqualTo("read");
        assertThat(event.getString("flags")).isEqualTo("sync meta");
        assertThat(event.getString("file")).isEqualTo("/lib/modules");
        assertThat(event.getString("phase")).isEqualTo("ClassInitialization");
        assertThat(event.getLong("sector")).isEqualTo(2048);
        assertThat(event.getLong("inode")).isEqualTo(99);
        assertThat(event.getLong("generation")).as("unsigned").isEqualTo(0xffffffffL);
        assertThat(event.getString("fileSystem")).isEqualTo("259:70000");
        assertThat(event.getLong("bytes")).as("unsigned").isEqualTo(0xffffffffL);
        assertThat(event.getDuration("queueTime")).isEqualTo(Duration.ofMillis(3));
        assertThat(event.getDuration("serviceTime")).isEqualTo(Duration.ofMillis(2));
        assertThat(event.getString("osThreadName")).isEqualTo("worker");
    }

    private static Bytes block(int flags) {
        return now(EventKind.BLOCK_IO.number(), Layout.BLOCK_END).i32(Layout.BLOCK_FLAGS, flags);
    }

    @Test
    void theFlagsOfARequest() throws Exception {
        assertThat(event(block(0)).getString("flags")).isEmpty();
        assertThat(event(block(62)).getString("flags")).isEqualTo("sync meta readahead fua preflush");
        assertThat(event(block(Layout.FLAG_FUA | Layout.FLAG_CUT)).getString("flags"))
                .isEqualTo("fua");
        var async = event(block(Layout.FLAG_ASYNC));
        assertThat(async.getBoolean("async")).isTrue();
        assertThat(async.getString("osThreadName")).isNull();
        assertThat(event(block(Layout.FLAG_METADATA_FILE)).getString("file")).isEqualTo("(metadata)");
        assertThat(event(block(0)).getString("file")).isNull();
        assertThat(event(block(Layout.FLAG_SWAP)).getString("file")).isEqualTo("(swap)");
    }

    @Test
    void whereAPathIsCutItSaysSo() throws Exception {
        var longest = "n".repeat(255);
        var name = block(0).i32(Layout.BLOCK_COMPONENTS, 1).text(Layout.BLOCK_NAME, longest);
        assertThat(event(name).getString("file")).isEqualTo("/" + longest);
        var front = block(Layout.FLAG_CUT).i32(Layout.BLOCK_COMPONENTS, 1).text(Layout.BLOCK_NAME, "deep");
        assertThat(event(front).getString("file")).isEqualTo("…/deep");
        var parents = block(0).i32(Layout.BLOCK_COMPONENTS, 4)
                .i32(Layout.BLOCK_CUT, 0b10)
                .text(Layout.BLOCK_NAME, "x")
                .text(Layout.BLOCK_PARENTS, "c")
                .text(Layout.BLOCK_PARENTS + Layout.PARENT_ROOM, "b".repeat(Layout.PARENT_ROOM - 1))
                .text(Layout.BLOCK_PARENTS + 2L * Layout.PARENT_ROOM, "a");
        assertThat(event(parents).getString("file")).isEqualTo("/a/" + "b".repeat(Layout.PARENT_ROOM - 1) + "…/c/x");
    }

    @Test
    void operationsByTheNumbersOfPitotH() throws Exception {
        var names = Map.of(0, "read", 1, "write", 2, "flush", 3, "discard", 11, "zone-reset-all");
        for (var operation : names.entrySet()) {
            assertThat(event(block(0).i32(Layout.BLOCK_OPERATION, operation.getKey()))
                            .getString("operation"))
                    .isEqualTo(operation.getValue());
        }
        for (var operation : List.of(-1, 12, 99)) {
            assertThat(event(block(0).i32(Layout.BLOCK_OPERATION, operation)).getString("operation"))
                    .isEqualTo("other");
        }
    }

    @Test
    void lengthsThatCannotBeAreCutOrNone() throws Exception {
        var name = "n".repeat(Layout.TEXT_0_ROOM);
        var huge = billed(1, Layout.TEXT_END).text(Layout.TEXT_0, name).i32(Layout.TEXT_SIZE, Integer.MAX_VALUE);
        assertThat(event(huge).getString("className")).isEqualTo(name + "…");
        var negative = billed(1, Layout.TEXT_END).text(Layout.TEXT_0, name).i32(Layout.TEXT_SIZE, -1);
        assertThat(event(negative).getString("className")).isNull();
        var components = block(0).i32(Layout.BLOCK_COMPONENTS, 1000).text(Layout.BLOCK_NAME, "x");
        assertThat(event(components).getString("file")).isEqualTo("/".repeat(1 + Layout.PARENTS) + "x");
    }

    @Test
    void aRecordThatIsTooShortForItsTypeOrOfNoneIsPassedOver() throws Exception {
        assertThat(events(records -> {
                    for (var type = 0; type < 65536; type = type < 64 ? type + 1 : type * 2 + 1) {
                        commit(records, now(type, Layout.HEADER_END));
                    }
                    commit(records, now(EventKind.MAJOR_FAULT.number(), Layout.FAULT_END - 1));
                    commit(records, now(3, Layout.METHOD_END - 1));
                    commit(records, now(EventKind.BLOCK_IO.number(), Layout.BLOCK_END - 1));
                    commit(records, now(EventKind.THREAD_CPU.number(), Layout.CPU_END - 1));
                    commit(records, now(200, 512));
                    records.commit(MemorySegment.NULL, 0, 0);
                }))
                .isEmpty();
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void noiseThrowsNothingAndHangsNowhere() throws Exception {
        var random = new Random(23);
        events(records -> {
            for (var i = 0; i < 20_000; i++) {
                var record = new Bytes(Layout.HEADER_END + random.nextInt(900));
                random.nextBytes(record.array());
                record.u16(Layout.TYPE, random.nextInt(40)).i32(Layout.TID, random.nextInt(3) * TID);
                commit(records, record);
            }
        });
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void timesThatCannotBeAreNoReasonToStop() {
        var clock = new Clock(2_400_000_000L);
        assertThat(clock.durationTicks(0)).isEqualTo(1);
        assertThat(clock.durationTicks(-5)).isEqualTo(1);
        assertThat(clock.durationTicks(Long.MIN_VALUE)).isEqualTo(1);
        assertThat(clock.durationTicks(Long.MAX_VALUE)).isGreaterThan(1L << 60);
    }

    /** jdk.jfr.internal.consumer.TimeConverter divides and truncates. */
    @Test
    void aDurationIsReadBackToTheNanosecond() {
        for (var frequency : new long[] {1_000_000_000L, 2_400_000_000L, 2_794_748_000L, 24_000_000L}) {
            var clock = new Clock(frequency);
            for (var nanos = 1L; nanos < 1L << 50; nanos = nanos * 3 + 7) {
                var read = (long) (clock.durationTicks(nanos) / (frequency / 1e9));
                assertThat(read - nanos).isBetween(0L, 1_000_000_000L / frequency + 1);
                if (frequency >= 1_000_000_000L) {
                    assertThat(read).isEqualTo(nanos);
                }
            }
        }
    }
}
