package dev.pitot.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.control.CoverageLog.Ended;
import dev.pitot.control.CoverageLog.Standing;
import dev.pitot.plan.EventKind;
import dev.pitot.plan.Plan;
import dev.pitot.plan.ProbeState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CoverageLogTest {
    private static final EventKind LOAD = EventKind.CLASS_LOAD;
    private static final ProbeState ATTACHED = new ProbeState.Attached(LOAD, "uprobe_multi");
    private static final ProbeState SHED = new ProbeState.Shed(LOAD, "detached: it took too much");

    private final long begun = System.nanoTime() - 1_000_000_000;
    private final List<Ended> told = new ArrayList<>();
    private final CoverageLog coverage = new CoverageLog(() -> "not yet");

    private static Standing attached(long millis, long since) {
        return Standing.of(ATTACHED, new Plan(Map.of(LOAD, Duration.ofMillis(millis))), since);
    }

    @Test
    void whatWasNotMeasuredIsToldOnceItIsKnown() {
        coverage.expect(Set.of(LOAD), begun);
        coverage.change(List.of(attached(1, begun + 100)));
        coverage.tell(told::add);
        assertThat(told).containsExactly(new Ended(Standing.expected(LOAD, begun), begun + 100));
    }

    @Test
    void stretchesFollowOneAnotherWhateverChanges() {
        coverage.tell(told::add);
        coverage.expect(Set.of(LOAD), begun);
        coverage.report();
        coverage.change(List.of(attached(1, begun + 100))); // before the report
        coverage.report();
        coverage.change(List.of(attached(10, System.nanoTime())));
        coverage.change(List.of(Standing.of(SHED, Plan.NOTHING, System.nanoTime())));
        coverage.report();
        coverage.change(List.of());
        coverage.report();

        assertThat(told.getFirst().standing().since()).isEqualTo(begun);
        for (var i = 1; i < told.size(); i++) {
            assertThat(told.get(i).standing().since()).isEqualTo(told.get(i - 1).until());
        }
        assertThat(told)
                .extracting(ended -> ended.standing().state())
                .containsSubsequence(null, ATTACHED, SHED)
                .endsWith(SHED);
        assertThat(told)
                .extracting(ended -> ended.standing().threshold())
                .containsSubsequence(null, Duration.ofMillis(1), Duration.ofMillis(10), null);
    }

    @Test
    void whatARecordingSwitchesOffIsSaidWhileOthersAreMeasured() {
        var other = new ProbeState.Attached(EventKind.THREAD_CPU, "scheduler tracepoints");
        coverage.tell(told::add);
        coverage.change(List.of(attached(1, begun), Standing.of(other, Plan.NOTHING, begun)));
        coverage.change(List.of(Standing.of(other, Plan.NOTHING, begun)));
        coverage.report();
        coverage.expect(Set.of(LOAD), System.nanoTime());
        coverage.change(List.of(attached(1, System.nanoTime()), Standing.of(other, Plan.NOTHING, begun)));
        coverage.change(List.of());
        assertThat(told)
                .filteredOn(ended -> ended.standing().kind() == LOAD)
                .extracting(ended -> ended.standing().state().text())
                .containsSubsequence("uprobe_multi", "off in the settings of all recordings that ran", "uprobe_multi");
    }

    @Test
    void whatStaysAsItIsIsOneStretch() {
        coverage.tell(told::add);
        coverage.expect(Set.of(LOAD), begun);
        coverage.change(List.of(attached(1, begun)));
        coverage.expect(Set.of(LOAD), begun + 5);
        coverage.change(List.of(attached(1, begun + 5)));
        coverage.report();
        assertThat(told).singleElement().returns(attached(1, begun), Ended::standing);
    }
}
