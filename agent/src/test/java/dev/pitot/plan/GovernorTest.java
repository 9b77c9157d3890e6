package dev.pitot.plan;

import static dev.pitot.plan.EventKind.BLOCK_IO;
import static dev.pitot.plan.EventKind.GARBAGE_COLLECTION;
import static dev.pitot.plan.EventKind.OFF_CPU;
import static dev.pitot.plan.EventKind.RUN_QUEUE_LATENCY;
import static dev.pitot.plan.EventKind.THREAD_CPU;
import static dev.pitot.plan.EventKind.THREAD_PARK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.plan.Decision.Level;
import dev.pitot.plan.Spending.Spent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Single rules; {@link GovernorSequenceTest} has what must hold in any sequence. Of 1000 ms that the process takes, 10 are allowed, and
 * one window of more is enough, but where it is said.
 */
class GovernorTest {
    private static final Plan ALL = Plan.of(List.of(Map.of()));
    private static final Spending NOTHING = spending(0, Map.of());

    private final Governor governor = new Governor(Budget.DEFAULT, 1);

    private static Spending spending(long restMillis, Map<EventKind, Spent> kinds) {
        return new Spending(Duration.ofSeconds(1), 1_000_000_000, kinds, restMillis * 1_000_000);
    }

    private static Spent probe(long millis) {
        return new Spent(millis * 1_000_000, 0);
    }

    private static Spent records(long millis) {
        return new Spent(0, millis * 1_000_000);
    }

    private void quietWindows(int count) {
        for (var i = 0; i < count; i++) {
            assertThat(governor.window(NOTHING)).isEmpty();
        }
    }

    @Test
    void whatIsWithinTheBudgetStaysAsItIsWanted() {
        assertThat(governor.govern(ALL)).isEqualTo(ALL);
        assertThat(governor.window(spending(5, Map.of(THREAD_PARK, probe(5))))).isEmpty();
        assertThat(governor.plan()).isEqualTo(ALL);
        assertThat(governor.standing()).isEmpty();
    }

    @Test
    void oneWindowOverTheBudgetIsChanceUnlessItIsTwiceTheBudget() {
        var usual = new Governor(Budget.DEFAULT);
        usual.govern(ALL);
        var over = spending(0, Map.of(THREAD_PARK, probe(11)));
        assertThat(usual.window(over)).isEmpty();
        assertThat(usual.window(spending(10, Map.of()))).isEmpty();
        assertThat(usual.window(over)).isEmpty();
        assertThat(usual.window(over)).hasSize(1);
        usual.govern(Plan.NOTHING);
        usual.govern(ALL);
        assertThat(usual.window(over)).isEmpty();
        usual.govern(Plan.NOTHING);
        usual.govern(ALL);
        assertThat(usual.window(spending(0, Map.of(THREAD_PARK, probe(21))))).hasSize(1);
    }

    @Test
    void theMostExpensiveLosesItsShortEventsThenGoes() {
        governor.govern(ALL);
        var spending = spending(2, Map.of(THREAD_PARK, records(7), OFF_CPU, records(3)));

        assertThat(governor.window(spending))
                .singleElement()
                .isEqualTo(new Decision(
                        THREAD_PARK,
                        Level.RAISED,
                        "threshold raised from 20 ms to 200 ms: Pitot took 1.2 % of this JVM's CPU time, more than its"
                                + " budget of 1.0 %, and this event took the largest part, 0.70 %"));
        assertThat(governor.plan().thresholds()).containsEntry(THREAD_PARK, Duration.ofMillis(200));
        assertThat(governor.plan().thresholds()).containsEntry(OFF_CPU, Duration.ofMillis(20));

        assertThat(governor.window(spending))
                .singleElement()
                .isEqualTo(new Decision(
                        THREAD_PARK,
                        Level.DETACHED,
                        "detached: Pitot took 1.2 % of this JVM's CPU time, more than its budget of 1.0 %, and this"
                                + " event took the largest part, 0.70 %"));
        assertThat(governor.plan().wants(THREAD_PARK)).isFalse();
        assertThat(governor.plan().thresholds()).hasSize(ALL.thresholds().size() - 1);
    }

    /** Which a higher threshold would not change. */
    @Test
    void anEventWhoseProbesAreWhatItCostsGoesAtOnce() {
        governor.govern(ALL);
        assertThat(governor.window(spending(2, Map.of(THREAD_PARK, probe(9), OFF_CPU, records(3)))))
                .singleElement()
                .matches(decision -> decision.kind() == THREAD_PARK && !decision.isAttached());
    }

    @Test
    void anEventOfWhichAllAreWantedBeginsAtTenMilliseconds() {
        governor.govern(ALL);
        governor.window(spending(0, Map.of(GARBAGE_COLLECTION, records(11))));
        assertThat(governor.plan().thresholds()).containsEntry(GARBAGE_COLLECTION, Duration.ofMillis(10));
    }

    @Test
    void anEventThatIsAsLongAsCanBeGoes() {
        governor.govern(new Plan(Map.of(OFF_CPU, Timespan.LONGEST)));
        governor.window(spending(0, Map.of(OFF_CPU, records(11))));
        assertThat(governor.plan().isEmpty()).isTrue();
    }

    @Test
    void theBillsOfThreadsAreTheLastToGoAndHistogramsTheLastButOne() {
        governor.govern(new Plan(
                Map.of(OFF_CPU, Duration.ofMillis(20), RUN_QUEUE_LATENCY, Duration.ZERO, THREAD_CPU, Duration.ZERO)));
        var spending = spending(1, Map.of(OFF_CPU, probe(10), RUN_QUEUE_LATENCY, probe(20), THREAD_CPU, probe(30)));

        governor.window(spending);
        assertThat(governor.plan().thresholds()).containsOnlyKeys(RUN_QUEUE_LATENCY, THREAD_CPU);
        governor.window(spending);
        assertThat(governor.plan().thresholds()).containsOnlyKeys(THREAD_CPU);
        governor.window(spending);
        assertThat(governor.plan().isEmpty()).isTrue();
        assertThat(governor.window(spending)).isEmpty();
    }

    /** One after another would take minutes in which the account costs what it costs. */
    @Test
    void theHistogramOfRequestsGoesWithThemAsItHasTheSameProbes() {
        governor.govern(ALL);
        var decisions = governor.window(spending(2, Map.of(BLOCK_IO, probe(9))));
        assertThat(decisions).extracting(Decision::kind).containsExactly(BLOCK_IO, EventKind.BLOCK_IO_LATENCY);
        assertThat(decisions.getLast().text())
                .endsWith("pitot.BlockIo, which shares its probes, took the largest part, 0.90 %");
        assertThat(governor.plan().thresholds())
                .doesNotContainKeys(BLOCK_IO, EventKind.BLOCK_IO_LATENCY)
                .hasSize(ALL.thresholds().size() - 2);
    }

    @Test
    void theAccountAloneMayTakeTwiceTheBudget() {
        governor.govern(ALL);
        var account = spending(18, Map.of(GARBAGE_COLLECTION, probe(0), THREAD_CPU, probe(1)));
        assertThat(governor.window(account)).isEmpty();
        assertThat(governor.window(account)).isEmpty();
        assertThat(governor.plan()).isEqualTo(ALL);
    }

    @Test
    void theLittleBesideTheAccountGoesOnlyIfThatKeepsTheBudget() {
        governor.govern(ALL);
        assertThat(governor.window(spending(12, Map.of(BLOCK_IO, probe(2))))).isEmpty();
        assertThat(governor.window(spending(12, Map.of(BLOCK_IO, probe(3))))).hasSize(2);
        governor.govern(Plan.NOTHING);
        governor.govern(ALL);
        assertThat(governor.window(spending(9, Map.of(BLOCK_IO, probe(2))))).hasSize(2);
    }

    @Test
    void whenTheAccountAloneIsTooMuchARankGoesAtOnce() {
        governor.govern(ALL);
        var tooMuch = spending(25, Map.of(THREAD_PARK, records(1)));

        var decisions = governor.window(tooMuch);
        assertThat(decisions).hasSize(14).noneMatch(Decision::isAttached);
        assertThat(decisions.getFirst().text())
                .isEqualTo("detached: Pitot took 2.6 % of this JVM's CPU time, more than its budget of 1.0 %, and these"
                        + " events together took only 0.10 %");
        assertThat(governor.window(tooMuch)).hasSize(4);
        assertThat(governor.window(tooMuch)).hasSize(1);
        assertThat(governor.plan().isEmpty()).isTrue();

        quietWindows(Governor.LEAST_PATIENCE - 1);
        assertThat(governor.window(NOTHING)).hasSize(1);
        assertThat(governor.plan().thresholds()).containsOnlyKeys(THREAD_CPU);
    }

    @Test
    void anEventThatIsMuchOfItGoesAloneEvenIfThatIsNotEnough() {
        governor.govern(ALL);
        assertThat(governor.window(spending(15, Map.of(THREAD_PARK, probe(5), OFF_CPU, records(1)))))
                .singleElement()
                .matches(decision -> decision.kind() == THREAD_PARK && !decision.isAttached());
    }

    @Test
    void whatAnIdleJvmSpendsIsNothing() {
        governor.govern(ALL);
        var second = Duration.ofSeconds(1);
        assertThat(governor.window(new Spending(second, 1_000_000, Map.of(THREAD_PARK, records(10)), 0)))
                .isEmpty();
        assertThat(governor.window(new Spending(second, 0, Map.of(THREAD_PARK, records(10)), 0)))
                .isEmpty();
        assertThat(governor.window(new Spending(second, 1_000_000, Map.of(THREAD_PARK, records(11)), 0)))
                .hasSize(1);
    }

    @Test
    void afterSomeQuietWindowsTheLastStepIsUndone() {
        governor.govern(ALL);
        var spending = spending(2, Map.of(THREAD_PARK, records(9)));
        governor.window(spending);
        governor.window(spending);

        quietWindows(Governor.LEAST_PATIENCE - 1);
        assertThat(governor.window(NOTHING)).singleElement().satisfies(decision -> {
            assertThat(decision.isAttached()).isTrue();
            assertThat(decision.text()).startsWith("attached again, with a threshold of 200 ms: Pitot took 0.00 %");
        });
        assertThat(governor.plan().thresholds()).containsEntry(THREAD_PARK, Duration.ofMillis(200));
        assertThat(governor.standing()).hasSize(1);

        quietWindows(Governor.LEAST_PATIENCE - 1);
        assertThat(governor.window(NOTHING)).singleElement().satisfies(decision -> assertThat(decision.text())
                .startsWith("restored: "));
        assertThat(governor.plan()).isEqualTo(ALL);
        assertThat(governor.standing()).isEmpty();
    }

    @Test
    void belowTheBudgetIsNotYetQuiet() {
        governor.govern(ALL);
        governor.window(spending(2, Map.of(THREAD_PARK, probe(9))));
        for (var i = 0; i < 100; i++) {
            assertThat(governor.window(spending(8, Map.of()))).isEmpty();
        }
    }

    @Test
    void whoComesBackTooEarlyWaitsTwiceAsLongUpToAnHour() {
        governor.govern(ALL);
        var spending = spending(2, Map.of(THREAD_PARK, probe(9)));
        governor.window(spending);
        for (var patience = 3; patience < 2000; patience *= 2) {
            quietWindows(Math.min(patience, Governor.MOST_PATIENCE) - 1);
            assertThat(governor.window(NOTHING)).hasSize(1);
            assertThat(governor.window(spending)).hasSize(1);
        }
    }

    @Test
    void whoCameBackInTimeWaitsHalfAsLongTheNextTime() {
        governor.govern(ALL);
        var spending = spending(2, Map.of(THREAD_PARK, probe(9)));
        governor.window(spending);
        quietWindows(2);
        governor.window(NOTHING);
        governor.window(spending); // too early: six windows
        quietWindows(5);
        governor.window(NOTHING);
        quietWindows(6); // it was in time
        governor.window(spending);
        quietWindows(2);
        assertThat(governor.window(NOTHING)).hasSize(1);
    }

    @Test
    void whatIsNotWantedAnyMoreIsForgotten() {
        governor.govern(ALL);
        governor.window(spending(2, Map.of(THREAD_PARK, probe(9))));
        governor.window(spending(2, Map.of(OFF_CPU, probe(9))));

        var withoutParks = Plan.of(List.of(Map.of("pitot.ThreadPark#enabled", "false")));
        assertThat(governor.govern(withoutParks).wants(OFF_CPU)).isFalse();
        assertThat(governor.standing()).extracting(Decision::kind).containsExactly(OFF_CPU);
        assertThat(governor.govern(ALL).wants(THREAD_PARK)).isTrue();
        assertThat(governor.govern(ALL).wants(OFF_CPU)).isFalse();

        governor.govern(Plan.NOTHING);
        assertThat(governor.govern(ALL)).isEqualTo(ALL);
    }

    @Test
    void anotherThresholdIsRaisedAsTheOneBefore() {
        governor.govern(ALL);
        governor.window(spending(2, Map.of(THREAD_PARK, records(9))));
        var longer = Plan.of(List.of(Map.of("pitot.ThreadPark#threshold", "50 ms")));
        assertThat(governor.govern(longer).thresholds()).containsEntry(THREAD_PARK, Duration.ofMillis(500));
    }

    @Test
    void withoutABudgetNothingIsShed() {
        var off = new Governor(Budget.OFF);
        off.govern(ALL);
        assertThat(off.window(spending(900, Map.of(THREAD_PARK, records(100))))).isEmpty();
        assertThat(off.plan()).isEqualTo(ALL);
    }
}
