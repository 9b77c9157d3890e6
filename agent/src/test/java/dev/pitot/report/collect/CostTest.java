package dev.pitot.report.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pitot.report.model.Cost;
import dev.pitot.report.model.ProbeTotal;
import dev.pitot.report.model.Report;
import dev.pitot.report.text.Json;
import dev.pitot.report.text.ReportText;
import dev.pitot.report.text.Style;
import java.nio.file.Path;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CostTest {

    private static final long MILLI = 1_000_000;

    @TempDir
    private static Path folder;

    private static Cost cost;
    private static Report hostile;

    @BeforeAll
    static void record() throws Exception {
        var file = folder.resolve("cost.jfr");
        SampleRecording.record(file, SampleCost::commit);
        cost = RecordingReader.read(file, 2).cost();
        var absurd = folder.resolve("hostile.jfr");
        SampleRecording.record(absurd, SampleCost::commitHostile);
        hostile = RecordingReader.read(absurd, 10);
    }

    @Test
    void programsAreAddedUpTheCostliestFirst() {
        assertThat(cost.programs().entries())
                .containsExactly(
                        new ProbeTotal("on_switch", null, "the kernel's statistics", 46, 60 * MILLI, 0, 0, 0),
                        new ProbeTotal("pitot-drain", null, "the thread's clock", 0, 60 * MILLI, 0, 34, 3400));
    }

    @Test
    void theSumIsOfAllAndItsShareIsOfWhatTheProcessHadInAllStretches() {
        assertThat(cost.costNanos()).isEqualTo(140 * MILLI);
        assertThat(cost.share()).isCloseTo(140.0 / (3000 + 1000), within(1e-12));
        assertThat(cost.measuredNanos()).isCloseTo(2000 * MILLI, within(10 * MILLI));
    }

    @Test
    void attachingIsNotInTheSum() {
        assertThat(cost.attachNanos()).isEqualTo(300 * MILLI);
    }

    @Test
    void whatSaysNothingOfTheShareIsNotInIt() {
        assertThat(hostile.cost().share()).isCloseTo(0.01, within(1e-12));
        assertThat(hostile.cost().costNanos()).isEqualTo(5 * MILLI + 1);
        assertThat(hostile.cost().programs().entries())
                .extracting(ProbeTotal::runs)
                .containsExactly(5L, 0L, 7L);
        assertThat(hostile.cost().programs().entries().getLast().program()).isEqualTo("(unknown)");
    }

    @Test
    void withoutAnyRowThereIsNoShareAndNoSection() throws Exception {
        var plain = folder.resolve("plain.jfr");
        SampleRecording.writePlain(plain);
        var report = RecordingReader.read(plain, 10);
        assertThat(Json.of(report.cost()))
                .isEqualTo(
                        "{\"measuredNanos\":0,\"costNanos\":0,\"share\":null,\"attachNanos\":0,\"programs\":{\"of\":0,\"entries\":[]}}");
        assertThat(ReportText.of(report, 80, ZoneOffset.UTC, Style.PLAIN)).doesNotContain("own cost");
    }

    @ParameterizedTest
    @ValueSource(ints = {80, 200})
    void absurdNamesBreakNoLine(int width) {
        var text = ReportText.of(hostile, width, ZoneOffset.UTC, Style.PLAIN);
        assertThat(text).contains("Pitot's own cost", "1.00 % of the process's").doesNotContain("\u001b");
        assertThat(text.lines()).allMatch(line -> line.length() <= width);
    }
}
