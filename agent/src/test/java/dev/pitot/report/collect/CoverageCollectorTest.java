package dev.pitot.report.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pitot.report.collect.ForgedEvents.ProbeStatus;
import dev.pitot.report.model.Coverage;
import dev.pitot.report.model.Coverage.Gap;
import dev.pitot.report.model.Coverage.Thresholds;
import dev.pitot.report.model.EventFields;
import dev.pitot.report.model.Extent;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of ten seconds that end when the test begins. */
class CoverageCollectorTest {
    private static final long SECOND = 1000 * SampleRecording.MILLI;
    private static final String NOT_YET = "not yet: compiling";

    /** What the length of a tick was measured wrongly by, in ten seconds. */
    private static final long ERROR = 60 * SampleRecording.MILLI;

    @TempDir
    private Path folder;

    private final Extent extent = new Extent(Instant.now().minusSeconds(10), Instant.now());

    @Test
    void whatBeganLateIsSaidWithItsReason() throws Exception {
        var coverage = read(() -> {
            status("pitot.ThreadPark", false, 0, 8, NOT_YET);
            status("pitot.ThreadPark", true, 8, 9, "uprobe_multi");
            status("pitot.ThreadPark", true, 9, 10, "uprobe_multi"); // another chunk
        });
        assertThat(coverage.measuredNanos()).isCloseTo(2 * SECOND, within(ERROR));
        assertThat(coverage.gaps()).singleElement().satisfies(gap -> {
            assertThat(gap.events()).isEmpty();
            assertThat(gap.why()).isEqualTo(NOT_YET);
            assertThat(gap.from()).isEqualTo(extent.start());
            assertThat(gap.nanos()).isCloseTo(8 * SECOND, within(ERROR));
        });
    }

    @Test
    void whatAllWasMeasuredHasNoGap() throws Exception {
        var coverage = read(() -> status("pitot.ThreadPark", true, -5, 15, "uprobe_multi"));
        assertThat(coverage.gaps()).isEmpty();
        assertThat(coverage.measuredNanos()).isEqualTo(extent.nanos());
    }

    @Test
    void anEventThatWasShedOrCameLaterIsSaidByItself() throws Exception {
        var coverage = read(() -> {
            status("pitot.ThreadCpu", true, 0, 10, "scheduler tracepoints");
            status("pitot.ThreadPark", true, 0, 3, "uprobe_multi");
            status("pitot.ThreadPark", false, 3, 5, "detached: Pitot took 3 %");
            status("pitot.ThreadPark", true, 5, 6, "uprobe_multi");
            status("pitot.ThreadPark", false, 6, 7, "detached: Pitot took 3 %");
            status("pitot.ThreadPark", true, 7, 10, "uprobe_multi");
            status("pitot.ClassLoad", true, 6, 10, "uprobe_multi"); // not wanted before
            status("pitot.MonitorEnter", false, 0, 1, NOT_YET);
            status("pitot.MonitorEnter", false, 1, 10, "its probes are silent");
        });
        assertThat(coverage.measuredNanos()).isCloseTo(10 * SECOND, within(ERROR));
        assertThat(coverage.gaps())
                .extracting(Gap::events)
                .containsExactly(
                        List.of("pitot.ClassLoad"), List.of("pitot.MonitorEnter"), List.of("pitot.ThreadPark"));
        assertThat(coverage.gaps().get(0).why()).startsWith("the recording has no reason");
        assertThat(coverage.gaps().get(0).nanos()).isCloseTo(6 * SECOND, within(ERROR));
        assertThat(coverage.gaps().get(1).why()).isEqualTo("its probes are silent");
        assertThat(coverage.gaps().get(2).why()).isEqualTo("detached: Pitot took 3 %");
        assertThat(coverage.gaps().get(2).nanos()).isCloseTo(3 * SECOND, within(ERROR));
    }

    @Test
    void whereNothingWasMeasuredTheReasonIsThere() throws Exception {
        var coverage = read(() -> {
            status("pitot.ThreadPark", false, 0, 10, "not permitted");
            status("pitot.ClassLoad", false, 0, 10, "not permitted");
        });
        assertThat(coverage.measuredNanos()).isZero();
        assertThat(coverage.gaps())
                .singleElement()
                .returns(List.of(), Gap::events)
                .returns("not permitted", Gap::why);
    }

    /** Of no length: of a decision, or of a version that did not say when. */
    @Test
    void withoutAStretchOfTimeItIsNotKnown() throws Exception {
        var coverage = read(() -> {
            var event = new ProbeStatus();
            event.event = "pitot.ThreadPark";
            event.attached = true;
            event.commit();
        });
        assertThat(coverage).isEqualTo(Coverage.UNKNOWN);
    }

    @Test
    void thresholdsAreThoseThereWere() throws Exception {
        var coverage = read(() -> {
            commit("pitot.ThreadPark", true, 0, 3, "uprobe_multi", 20);
            commit("pitot.ThreadPark", true, 3, 10, "threshold raised", 200);
        });
        assertThat(coverage.thresholds()).containsEntry("pitot.ThreadPark", new Thresholds(20, 200, false));
    }

    private static void status(String name, boolean attached, long from, long to, String way) {
        commit(name, attached, from, to, way, 0);
    }

    private static void commit(String name, boolean attached, long from, long to, String way, long threshold) {
        SampleRecording.status(name, attached, (10 - from) * SECOND, (to - from) * SECOND, way, threshold);
    }

    private Coverage read(Runnable events) throws Exception {
        var file = folder.resolve("status.jfr");
        SampleRecording.record(file, events);
        var collector = new CoverageCollector(extent);
        for (var event : RecordingFile.readAllEvents(file)) {
            if (event.getEventType().getName().equals("pitot.ProbeStatus")) {
                collector.add(new EventFields(event));
            }
        }
        return collector.coverage();
    }
}
