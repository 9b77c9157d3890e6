package dev.pitot.report.collect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.report.model.Distribution;
import dev.pitot.report.model.HistogramTotal;
import dev.pitot.report.model.HistogramTotal.Row;
import dev.pitot.report.model.HistogramTotals;
import dev.pitot.report.model.Report;
import dev.pitot.report.model.RequestKind;
import dev.pitot.report.text.Json;
import dev.pitot.report.text.ReportText;
import dev.pitot.report.text.Style;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistogramTest {

    private static final long MICRO = 1_000;

    @TempDir
    private static Path folder;

    private static HistogramTotals histograms;
    private static Report hostile;

    @BeforeAll
    static void record() throws Exception {
        var file = folder.resolve("histograms.jfr");
        SampleRecording.record(file, SampleHistograms::commit);
        histograms = RecordingReader.read(file, 10).histograms();
        var absurd = folder.resolve("hostile.jfr");
        SampleRecording.record(absurd, SampleHistograms::commitHostile);
        hostile = RecordingReader.read(absurd, 10);
    }

    @Test
    void periodsAreAddedUpAndAveragesAreExact() {
        assertThat(histograms.blockIo().entries())
                .containsExactly(
                        of("read", false, true, 23, 3_600 * MICRO + 5, row(64, 10), row(128, 13)),
                        of("read", false, false, 23, 1_410 * MICRO, row(32, 10), row(64, 13)),
                        of("write", true, true, 7, 35 * MICRO, row(4, 7)));
        assertThat(histograms.blockIo().entries().getFirst().times().averageNanos())
                .isEqualTo((3_600 * MICRO + 5) / 23);
    }

    @Test
    void kindsOfThreadsAreApartAndTheLongestComeFirst() {
        assertThat(histograms.onCpu().entries())
                .containsExactly(
                        new Distribution<>("GC", new HistogramTotal(2, 3_000 * MICRO, 0, List.of(row(1024, 2)))),
                        new Distribution<>(
                                "Java", new HistogramTotal(6, 6 * MICRO + 2, 0, List.of(new Row(0, 2 * MICRO, 6)))));
        assertThat(histograms.offCpu().entries()).extracting(Distribution::of).containsExactly("Java");
        assertThat(histograms.runQueue().entries()).singleElement().satisfies(compiler -> assertThat(
                        compiler.times().averageNanos())
                .isEqualTo(10 * MICRO));
    }

    @Test
    void rowsThatCannotBeRightAreLeftOutAndCounted() {
        assertThat(hostile.histograms().onCpu().entries())
                .containsExactly(new Distribution<>(
                        "(unknown)",
                        new HistogramTotal(Long.MAX_VALUE, Long.MAX_VALUE, 12, List.of(row(2, Long.MAX_VALUE)))));
    }

    @ParameterizedTest
    @ValueSource(ints = {80, 200})
    void absurdNumbersBreakNoLine(int width) {
        var text = ReportText.of(hostile, width, ZoneOffset.UTC, Style.PLAIN);
        assertThat(text)
                .contains(
                        "rows left out, because their numbers are impossible: 12",
                        "2 -> 3          : 9223372036854775807");
        assertThat(text.lines()).allMatch(line -> line.length() <= width);
    }

    @Test
    void jsonHasEveryRowInNanoseconds() {
        assertThat(Json.of(histograms.blockIo().entries().getFirst()))
                .isEqualTo("{\"of\":{\"device\":\"vda\",\"operation\":\"read\",\"async\":false,\"queued\":true},"
                        + "\"times\":{\"count\":23,\"totalNanos\":3600005,\"rowsLeftOut\":0,\"rows\":["
                        + "{\"atLeastNanos\":64000,\"belowNanos\":128000,\"count\":10},"
                        + "{\"atLeastNanos\":128000,\"belowNanos\":256000,\"count\":13}]}}");
    }

    private static Distribution<RequestKind> of(
            String operation, boolean async, boolean queued, long count, long total, Row... rows) {
        return new Distribution<>(
                new RequestKind("vda", operation, async, queued), new HistogramTotal(count, total, 0, List.of(rows)));
    }

    private static Row row(long micros, long count) {
        return new Row(micros * MICRO, 2 * micros * MICRO, count);
    }
}
