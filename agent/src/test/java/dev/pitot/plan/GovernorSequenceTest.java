package dev.pitot.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.plan.Spending.Spent;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What must hold whatever is spent, in random plans and under loads that come and go; an event that is shed costs nothing. */
class GovernorSequenceTest {
    private static final int WINDOWS = 3000;
    private static final Duration LENGTH = Duration.ofSeconds(1);

    private final Map<EventKind, Spent> load = new EnumMap<>(EventKind.class);
    private Random random = new Random();
    private long account;
    private long process;

    static List<Integer> seeds() {
        return new Random(23).ints(20).boxed().toList();
    }

    private Plan randomPlan() {
        var thresholds = new HashMap<EventKind, Duration>();
        for (var kind : EventKind.values()) {
            if (random.nextBoolean()) {
                thresholds.put(kind, Duration.ofMillis(random.nextInt(3) * random.nextInt(1000)));
            }
        }
        return new Plan(thresholds);
    }

    private void randomLoad() {
        load.clear();
        process = (long) (random.nextDouble() * random.nextInt(3) * 1e9);
        account = (long) (random.nextDouble() * random.nextInt(3) * 9e6);
        for (var kind : EventKind.values()) {
            load.put(kind, new Spent(random.nextInt(3_000_000), random.nextInt(3_000_000)));
        }
    }

    private Spending spent(Plan attached, Plan wanted) {
        var kinds = new HashMap<EventKind, Spent>();
        attached.thresholds().forEach((kind, threshold) -> {
            var all = load.getOrDefault(kind, Spent.NOTHING);
            var raised = threshold.compareTo(wanted.thresholds().get(kind)) > 0;
            kinds.put(kind, raised ? new Spent(all.probeNanos(), all.recordNanos() / 8) : all);
        });
        return new Spending(LENGTH, process, kinds, attached.isEmpty() ? 0 : account);
    }

    private static boolean isOver(Spending spending) {
        return spending.total() > LENGTH.toNanos() / 100 && spending.share(spending.total()) > Budget.DEFAULT.share();
    }

    private static boolean isTwiceOver(Spending spending) {
        return spending.total()
                > 2 * Math.max(LENGTH.toNanos() / 100, (long) (Budget.DEFAULT.share() * spending.processNanos()));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void inAnySequence(int seed) {
        random = new Random(seed);
        var governor = new Governor(Budget.DEFAULT, 1);
        var wanted = Plan.NOTHING;
        var changedAt = -100;
        for (var window = 0; window < WINDOWS; window++) {
            if (random.nextInt(200) == 0) {
                wanted = randomPlan();
                governor.govern(wanted);
            }
            if (random.nextInt(20) == 0) {
                randomLoad();
            }
            var before = governor.plan();
            var spending = spent(before, wanted);
            var decisions = governor.window(spending);
            var after = governor.plan();

            assertThat(decisions.isEmpty()).isEqualTo(before.equals(after));
            assertThat(wanted.thresholds().keySet())
                    .containsAll(after.thresholds().keySet());
            assertThat(decisions).allMatch(decision -> decision.isAttached() == after.wants(decision.kind()));
            assertEachThresholdIsAtLeastAsWanted(after, wanted);
            assertEachAbsenceIsExplained(governor, after, wanted);
            if (isOver(spending) && before.equals(after)) {
                assertThat(isTwiceOver(spending) && !before.isEmpty())
                        .as("only the account is left alone")
                        .isFalse();
            } else if (isOver(spending)) {
                assertThat(after.thresholds().size() < before.thresholds().size() || isLonger(after, before))
                        .isEqualTo(!before.isEmpty());
            } else if (!decisions.isEmpty()) {
                assertThat(before.thresholds().keySet())
                        .as("nothing is shed within the budget")
                        .isSubsetOf(after.thresholds().keySet());
                assertThat(window - changedAt)
                        .as("windows in which nothing is decided, before something is undone")
                        .isGreaterThanOrEqualTo(Governor.LEAST_PATIENCE);
            }
            changedAt = decisions.isEmpty() ? changedAt : window;
        }
        assertItAllComesBack(governor, wanted);
    }

    private static void assertEachThresholdIsAtLeastAsWanted(Plan plan, Plan wanted) {
        plan.thresholds().forEach((kind, threshold) -> assertThat(threshold)
                .isGreaterThanOrEqualTo(wanted.thresholds().get(kind)));
    }

    private static void assertEachAbsenceIsExplained(Governor governor, Plan plan, Plan wanted) {
        var explained = governor.standing().stream().map(Decision::kind).toList();
        wanted.thresholds().forEach((kind, threshold) -> assertThat(explained.contains(kind))
                .isEqualTo(!threshold.equals(plan.thresholds().get(kind))));
    }

    private static boolean isLonger(Plan after, Plan before) {
        return after.thresholds().entrySet().stream()
                .anyMatch(
                        entry -> entry.getValue().compareTo(before.thresholds().get(entry.getKey())) > 0);
    }

    /** However often it had tried too early: at most an hour for each step. */
    private void assertItAllComesBack(Governor governor, Plan wanted) {
        var nothing = new Spending(LENGTH, 1_000_000_000, Map.of(), 0);
        for (var i = 0; i <= Governor.MOST_PATIENCE * 2 * EventKind.values().length; i++) {
            governor.window(nothing);
        }
        assertThat(governor.plan()).isEqualTo(wanted);
        assertThat(governor.standing()).isEmpty();
    }

    /** A load that stays: what is shed is tried again ever more seldom, not at each chance. */
    @ParameterizedTest
    @MethodSource("seeds")
    void underALoadThatStaysItSettles(int seed) {
        random = new Random(seed);
        randomLoad();
        process = 100_000_000;
        var wanted = Plan.of(List.of(Map.of()));
        var governor = new Governor(Budget.DEFAULT, 1);
        governor.govern(wanted);
        for (var window = 0; window < WINDOWS; window++) {
            governor.window(spent(governor.plan(), wanted));
        }
        var changes = 0;
        for (var window = 0; window < WINDOWS; window++) {
            changes += governor.window(spent(governor.plan(), wanted)).isEmpty() ? 0 : 1;
        }
        assertThat(changes).isLessThan(WINDOWS / 10);
    }
}
