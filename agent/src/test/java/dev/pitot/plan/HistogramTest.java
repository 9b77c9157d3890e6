package dev.pitot.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.plan.Histogram.By;
import dev.pitot.plan.Histogram.Unit;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HistogramTest {
    private static final Histogram LIVE = new Histogram(EventKind.ON_CPU_TIME, Unit.MILLIS);

    @Test
    void eachHasABitOfItsOwnAndAWordThatComesBack() {
        var bits = new HashSet<Integer>();
        for (var kind : EventKind.values()) {
            for (var unit : Unit.values()) {
                var histogram = new Histogram(kind, unit);
                if (kind.isHistogram()) {
                    assertThat(bits.add(histogram.bit())).isTrue();
                    assertThat(Histogram.parse(histogram.toString())).contains(histogram);
                }
            }
        }
        assertThat(bits).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
        assertThat(LIVE).hasToString("OnCpuTime/msecs");
        assertThat(Histogram.parse("ClassLoad/usecs")).isEmpty();
        assertThat(Histogram.parse("")).isEmpty();
    }

    @Test
    void eachKeyOfEachHasABitOfItsOwnAndAWordThatComesBack() {
        var bits = new HashSet<Integer>();
        for (var kind : EventKind.values()) {
            for (var by : List.of(By.SPAN, By.PHASE, By.THREAD)) {
                var histogram = new Histogram(kind, Unit.MICROS, by);
                if (kind.isHistogram()) {
                    assertThat(bits.add(histogram.bit())).isTrue();
                    assertThat(Histogram.parse(histogram.toString())).contains(histogram);
                }
            }
        }
        assertThat(bits).containsExactlyInAnyOrder(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22);
        assertThat(new Histogram(EventKind.BLOCK_IO_LATENCY, Unit.MICROS, By.THREAD))
                .hasToString("BlockIoLatency/usecs/thread");
        assertThat(Histogram.parse("BlockIoLatency/usecs/nothing")).isEmpty();
    }

    @Test
    void oneByPhaseOrSpanNeedsTheirProbesAndNoneOfTheirEvents() {
        var whole = Plan.of(List.of(Map.of("pitot.ClassLoad#threshold", "7 ms")));
        var byPhase = new Histogram(EventKind.ON_CPU_TIME, Unit.MICROS, By.PHASE);
        assertThat(Plan.NOTHING.with(Set.of(byPhase)).thresholds())
                .containsKeys(EventKind.CLASS_LOAD, EventKind.SAFEPOINT)
                .doesNotContainKey(EventKind.SPAN)
                .allSatisfy((kind, threshold) -> assertThat(threshold).isGreaterThan(Duration.ofDays(36_500)));
        assertThat(whole.with(Set.of(byPhase)).thresholds()).isEqualTo(whole.thresholds());
        var bySpan = new Histogram(EventKind.BLOCK_IO_LATENCY, Unit.MICROS, By.SPAN);
        assertThat(Plan.NOTHING.with(Set.of(bySpan)).thresholds()).containsOnlyKeys(EventKind.SPAN);
        assertThat(Plan.NOTHING.with(Set.of(bySpan)).keysThreads()).isFalse();
        assertThat(Plan.NOTHING.with(Set.of(byPhase)).keysThreads()).isTrue();
    }

    @Test
    void recordingsWantThemInMicroseconds() {
        assertThat(Plan.of(List.of(Map.of())).histograms())
                .hasSize(4)
                .allMatch(histogram -> histogram.unit() == Unit.MICROS);
        var off = Map.of("pitot.OnCpuTime#enabled", "false");
        assertThat(Plan.of(List.of(off)).histograms())
                .hasSize(3)
                .noneMatch(histogram -> histogram.kind() == EventKind.ON_CPU_TIME);
    }

    @Test
    void oneThatIsWatchedIsMeasuredButNotWantedByARecording() {
        var plan = Plan.NOTHING.with(Set.of(LIVE));
        assertThat(plan.isEmpty()).isFalse();
        assertThat(plan.measures(EventKind.ON_CPU_TIME)).isTrue();
        assertThat(plan.measures(EventKind.OFF_CPU_TIME)).isFalse();
        assertThat(plan.wants(EventKind.ON_CPU_TIME)).isFalse();
    }

    @Test
    void lessOfAPlanHasTheHistogramsThatAreLeft() {
        var plan = Plan.of(List.of(Map.of("pitot.ThreadPark#throttle", "7/s")))
                .only(Map.of(EventKind.THREAD_PARK, Duration.ZERO, EventKind.RUN_QUEUE_LATENCY, Duration.ZERO));
        assertThat(plan.histograms()).containsExactly(new Histogram(EventKind.RUN_QUEUE_LATENCY, Unit.MICROS));
        assertThat(plan.throttles()).containsEntry(EventKind.THREAD_PARK, new Throttle(7, Duration.ofSeconds(1)));
    }
}
