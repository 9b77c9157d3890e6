package dev.pitot.report.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pitot.report.model.DiskTotal;
import dev.pitot.report.model.Loss;
import dev.pitot.report.model.Phase;
import dev.pitot.report.model.PhaseTotal;
import dev.pitot.report.model.Recorded;
import dev.pitot.report.model.Report;
import dev.pitot.report.model.ThreadRef;
import dev.pitot.report.model.Wait;
import dev.pitot.report.model.Workers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordingReaderTest {

    private static final long MILLI = SampleRecording.MILLI;
    private static final int TOP = 5;

    /** Ticks are no nanoseconds, and the test measures their length: what a duration may be off by. */
    private static final long TICKS = 300_000;

    @TempDir
    private static Path folder;

    private static Path file;
    private static Report report;

    @BeforeAll
    static void record() throws Exception {
        file = folder.resolve("sample.jfr");
        SampleRecording.write(file);
        report = RecordingReader.read(file, TOP);
    }

    @Test
    void theHeaderCountsEveryEvent() {
        assertThat(report.header().pitotEvents())
                .containsEntry("pitot.ClassLoad", 23L)
                .containsEntry("pitot.BlockIo", 23L)
                .containsEntry("pitot.ThreadCpu", 3L)
                .containsEntry("pitot.DataLoss", 5L);
        assertThat(report.header().jvm()).contains(System.getProperty("java.vm.name"));
        assertThat(report.header().durationNanos()).isPositive();
    }

    @Test
    void lossesAreAddedUpAndPhasesInFlightAreToldFromThem() {
        assertThat(report.header().losses())
                .containsExactly(
                        new Loss("ring buffer full", false, 20),
                        new Loss("ends whose begin was not seen, pitot.ThreadPark", true, 5),
                        new Loss("begins whose end never came, pitot.Compilation", true, 1));
    }

    @Test
    void whatIsNotKnownToBeAPhaseInFlightIsALoss() {
        assertThat(Loss.inFlight("ends whose begin was not seen", null)).isTrue();
        assertThat(Loss.inFlight("begins whose end never came", "pitot.BlockIo"))
                .isFalse();
        assertThat(Loss.inFlight("something new", "pitot.ThreadPark")).isFalse();
        assertThat(Loss.inFlight(null, null)).isFalse();
    }

    @Test
    void theSlowestPhasesComeFirstWithSomeOfEveryTypeAndWaitsByWishApart() {
        assertThat(report.phases().slowest().entries())
                .extracting(Phase::what)
                .containsExactly(
                        "C2 java.util.concurrent.ConcurrentHashMap"
                                + ".putVal(Ljava/lang/Object;Ljava/lang/Object;Z)V (failed)",
                        "org.example.Loaded23",
                        "org.example.Loaded22",
                        "org.example.Loaded21",
                        "not full");
        assertThat(report.phases().slowestWaits().entries())
                .extracting(Phase::type)
                .containsExactly("ThreadPark");
    }

    @Test
    void phasesThatWaitedForTheDiskAreThereByThatWait() {
        assertThat(report.phases().longestIoWaits().entries())
                .extracting(phase -> phase.bill().ioWaitNanos())
                .containsExactly(23 * MILLI + 3, 22 * MILLI + 3, 21 * MILLI + 3, 20 * MILLI + 3, 19 * MILLI + 3);
    }

    @Test
    void aPhaseHasItsBillAndItClosesToTheDuration() {
        var phase = report.phases().slowest().entries().get(1);
        assertThat(phase.durationNanos()).isCloseTo(69 * MILLI + 10, within(TICKS));
        assertThat(phase.bill().onCpuNanos()).isEqualTo(23 * MILLI + 1);
        assertThat(phase.bill().runQueueNanos()).isEqualTo(2);
        assertThat(phase.bill().ioWaitNanos()).isEqualTo(23 * MILLI + 3);
        assertThat(phase.bill().blockedNanos()).isEqualTo(23 * MILLI + 4);
        assertThat(phase.bill().totalNanos()).isEqualTo(phase.durationNanos());
        assertThat(phase.activity().blockReadBytes()).isEqualTo(23 * 4096);
        assertThat(phase.thread().name()).isEqualTo(Thread.currentThread().getName());
    }

    @Test
    void totalsAreTheSumOfAllNotOfTheShown() {
        var loads = total("ClassLoad");
        var sum = 23 * 24 / 2;
        assertThat(loads.count()).isEqualTo(23);
        assertThat(loads.bill().onCpuNanos()).isEqualTo(sum * MILLI + 23);
        assertThat(loads.bill().runQueueNanos()).isEqualTo(2 * 23);
        assertThat(loads.bill().ioWaitNanos()).isEqualTo(sum * MILLI + 3 * 23);
        assertThat(loads.bill().blockedNanos()).isEqualTo(sum * MILLI + 4 * 23);
        assertThat(loads.bill().totalNanos()).isEqualTo(loads.durationNanos());
        assertThat(loads.activity().blockReads()).isEqualTo(sum);
    }

    private static PhaseTotal total(String type) {
        return report.phases().types().stream()
                .filter(total -> total.type().equals(type))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aCollectionHasItsWorkers() throws Exception {
        var collection = RecordingReader.read(file, 100).phases().slowest().entries().stream()
                .filter(phase -> phase.type().equals("GarbageCollection"))
                .findFirst()
                .orElseThrow();
        assertThat(collection.what()).isEqualTo("not full");
        assertThat(collection.thread()).isEqualTo(new ThreadRef(4243, "VM Thread"));
        assertThat(collection.workers()).isEqualTo(new Workers(2, 12 * MILLI, 5 * MILLI, 0, MILLI, 4 * MILLI));
    }

    @Test
    void diskTimeIsSummedByFileThreadAndPhase() {
        var sum = 17 * 18 / 2;
        var modules = report.disk().files().entries().getFirst();
        assertThat(modules.name()).isEqualTo("/opt/jdk/lib/modules");
        assertThat(modules.reads()).isEqualTo(17);
        assertThat(modules.bytes()).isEqualTo(17 * 4096);
        assertThat(modules.diskNanos()).isEqualTo(sum * (MILLI + 10));
        assertThat(modules.maxNanos()).isEqualTo(17 * (MILLI + 10));
        assertThat(modules.p50Nanos()).isCloseTo(9 * MILLI, within(MILLI / 10));
        assertThat(report.disk().files().entries().getLast().name()).isEqualTo("(metadata, vda)");
        assertThat(report.disk().threads().entries())
                .singleElement()
                .returns((sum + 1) * (MILLI + 10), DiskTotal::diskNanos);
        assertThat(report.disk().phases().entries())
                .extracting(DiskTotal::name)
                .containsExactly("ClassLoad", "(no phase)");
    }

    @Test
    void writeBackIsApartAndFilesOfOneNameAreToldByInode() {
        assertThat(report.disk().asynchronous().entries())
                .extracting(DiskTotal::name)
                .hasSize(SampleRecording.WRITE_BACKS)
                .startsWith("/data/00000000.log (vda inode 25)");
    }

    @Test
    void aThreadsWindowsAreOne() {
        assertThat(report.cpu().threads().entries()).singleElement().satisfies(busy -> {
            assertThat(busy.bill().onCpuNanos()).isEqualTo(210 * MILLI);
            assertThat(busy.bill().totalNanos()).isEqualTo(busy.windowNanos());
            assertThat(busy.activity().voluntarySwitches()).isEqualTo(30);
        });
    }

    @Test
    void singleWaitsSayWhy() {
        assertThat(report.waits().runQueue().entries()).singleElement().returns("while stress-ng ran", Wait::detail);
        assertThat(report.waits().offCpu().entries())
                .singleElement()
                .returns("for I/O, woken by swapper/1", Wait::detail);
        assertThat(report.waits().majorFaults().entries()).singleElement().returns("in ClassLoad", Wait::detail);
    }

    @Test
    void eachListSaysOfHowManyItIs() {
        assertThat(report.phases().longestIoWaits().of()).isEqualTo(23);
        assertThat(report.phases().slowest().of()).isEqualTo(25);
        assertThat(report.phases().slowestWaits().of()).isOne();
        assertThat(report.disk().files().of()).isEqualTo(2);
        assertThat(report.disk().asynchronous().of()).isEqualTo(SampleRecording.WRITE_BACKS);
        assertThat(report.cpu().threads().of()).isOne();
        assertThat(report.cost().programs().of())
                .isGreaterThanOrEqualTo(report.cost().programs().entries().size());
    }

    @Test
    void whatIsNotInTheListsIsInTheSums() throws Exception {
        var first = RecordingReader.read(file, 1);
        assertThat(first.disk().files().entries()).hasSize(1);
        assertThat(first.disk().all()).returns(18L, DiskTotal::reads).returns(18 * 4096L, DiskTotal::bytes);
        assertThat(first.disk().allWritten()).returns(5L, DiskTotal::writes);
        assertThat(first.cpu().all().bill().onCpuNanos()).isEqualTo(210 * MILLI);
    }

    /** The histograms count all; 18 reads and 5 write-backs are in the recording. */
    @Test
    void requestsAreSaidToBeOfAllThereWere() {
        assertThat(report.disk().requests()).returns(18L, Recorded::count).returns(23L, Recorded::of);
        assertThat(report.disk().written()).returns(5L, Recorded::count);
        assertThat(report.waits().runQueue().recorded()).returns(1L, Recorded::count);
    }

    @Test
    void ofNestedPhasesTheOutermostCounts() throws Exception {
        var nested = folder.resolve("nested.jfr");
        SampleRecording.writeNested(nested);
        var phases = RecordingReader.read(nested, 10).phases();

        assertThat(phases.longestIoWaits().entries())
                .extracting(Phase::what)
                .containsExactlyInAnyOrder("org.example.Main", "org.example.Later");
        assertThat(phases.longestIoWaits().of()).isEqualTo(2);
        assertThat(phases.slowest().entries())
                .extracting(Phase::what)
                .containsExactly("org.example.Main", "org.example.Outer", "org.example.Later");

        var loads = phases.types().getLast();
        assertThat(loads).returns("ClassLoad", PhaseTotal::type).returns(4L, PhaseTotal::count);
        assertThat(loads.outermost()).isEqualTo(2);
        assertThat(loads.durationNanos()).isCloseTo(49 * MILLI, within(2 * TICKS));
        assertThat(loads.bill().ioWaitNanos()).isEqualTo(16 * MILLI);
        assertThat(loads.activity().blockReads()).isEqualTo(2);
        assertThat(loads.bill().totalNanos()).isEqualTo(loads.durationNanos());

        assertThat(phases.all()).returns(5L, PhaseTotal::count).returns(2L, PhaseTotal::outermost);
        assertThat(phases.all().durationNanos()).isCloseTo(69 * MILLI, within(2 * TICKS));
        assertThat(phases.all().bill().totalNanos()).isEqualTo(phases.all().durationNanos());
        assertThat(phases.nestingKnown()).isTrue();
    }

    @Test
    void theHeaderSaysWhenWasRecordedAndNotWhenSomethingBegan() {
        assertThat(report.header().durationNanos()).isLessThan(4_400 * MILLI); // the first load began before
    }

    @Test
    void aRecordingWithoutPitotIsRead() throws Exception {
        var plain = folder.resolve("plain.jfr");
        SampleRecording.writePlain(plain);
        var read = RecordingReader.read(plain, TOP);
        assertThat(read.header().pitotEvents()).isEmpty();
        assertThat(read.header().otherEvents()).isPositive();
    }

    @Test
    void fieldsMayBeMissing() throws Exception {
        var unknown = folder.resolve("unknown.jfr");
        SampleRecording.writeUnknown(unknown);
        var phase =
                RecordingReader.read(unknown, TOP).phases().slowest().entries().getFirst();
        assertThat(phase.type()).isEqualTo("Novelty");
        assertThat(phase.bill().onCpuNanos()).isEqualTo(1);
        assertThat(phase.bill().totalNanos()).isEqualTo(phase.durationNanos());
    }

    @Test
    void whatIsNoRecordingIsSaidInOneLine() throws Exception {
        unreadable(folder.resolve("absent.jfr"), "no such file");
        unreadable(folder, "not a regular file");
        unreadable(written(new byte[0]), "is empty");
        unreadable(written("#!/bin/sh\nsomething quite different\n".getBytes()), "is not a JFR recording");
        var unfinished = Files.readAllBytes(file);
        Arrays.fill(unfinished, 8, 16, (byte) 0);
        unreadable(written(unfinished), "is incomplete");
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 40, 68, 100, 500, 5_000})
    void aRecordingThatIsCutOffIsSaidInOneLine(int length) throws Exception {
        unreadable(written(Arrays.copyOf(Files.readAllBytes(file), length)), "damaged or cut off");
    }

    private static Path written(byte[] bytes) throws IOException {
        return Files.write(Files.createTempFile(folder, "bad", ".jfr"), bytes);
    }

    private static void unreadable(Path bad, String message) {
        assertThatThrownBy(() -> RecordingReader.read(bad, TOP))
                .isInstanceOf(UnreadableRecording.class)
                .hasMessageContaining(message)
                .hasMessageContaining(bad.toString())
                .message()
                .hasLineCount(1);
    }
}
