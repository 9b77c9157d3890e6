package dev.pitot.plan;

import dev.pitot.plan.Decision.Level;
import dev.pitot.plan.Shedding.Rank;
import dev.pitot.plan.Shedding.Step;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Keeps what Pitot itself costs within a budget, by taking something off the plan. Pure: it is told what was spent in one window of
 * time after another, and says what is to be attached from then on. At most one step in a window:
 *
 * <ul>
 *   <li>Over the budget in two windows one after the other, or over twice the budget in one: the most expensive single event loses
 *       its short ones, when these are what it costs, then goes. A window is a sample, and one that is high by chance must not take off
 *       what then stays off.
 *   <li>When what is optional is a quarter of the budget at most, and it would be too much without it, it is the account that is,
 *       which all events share. Up to twice the budget that is let be: without it there would be nothing left, and to take off the
 *       little beside it would keep no budget. Beyond, in two windows, all single events go at once; then histograms; then the bills of
 *       threads. Then nothing is left that needs the account, and that goes as well.
 *   <li>Under half of the budget, or three quarters of what is never over it, for some windows: the last step is undone. If that was
 *       too early, it takes twice as many the next time, up to 360 windows, an hour if they are ten seconds apart; if it was not, half as many.
 *   <li>What takes less than 1 % of one CPU is never over the budget: 1 % of a JVM that does nothing is less than nothing. Pitot's
 *       threads take half a percent of one, only by looking whether there is something to do.
 * </ul>
 */
public final class Governor {
    static final int LEAST_PATIENCE = 3;
    static final int MOST_PATIENCE = 360;
    private static final double FLOOR = 0.01; // of one CPU
    private static final double QUIET_PART = 0.75; // of the floor
    private static final int FEW_PART = 10;
    private static final int LITTLE_PART = 4;
    private static final int IN_A_ROW = 2;
    private static final int TOO_MUCH = 2;

    private final Budget budget;
    private final int inARow;
    private final Map<EventKind, Level> levels = new EnumMap<>(EventKind.class);
    private final Map<EventKind, Decision> standing = new EnumMap<>(EventKind.class);
    private final Deque<Step> steps = new ArrayDeque<>();
    private Plan wanted = Plan.NOTHING;
    private int patience = LEAST_PATIENCE;
    private int quiet;
    private int over;
    private int farOver;
    private int trial;

    public Governor(Budget budget) {
        this(budget, IN_A_ROW);
    }

    /** @param inARow so many windows over the budget, and less than twice of it, are too much */
    Governor(Budget budget, int inARow) {
        this.budget = budget;
        this.inARow = inARow;
    }

    /** What is to be attached of another plan. What had been shed and is not in it any more is forgotten. */
    public synchronized Plan govern(Plan plan) {
        wanted = plan;
        var kept = steps.stream()
                .map(step -> step.onlyOf(plan))
                .filter(step -> !step.before().isEmpty())
                .toList();
        steps.clear();
        steps.addAll(kept);
        levels.keySet().removeIf(kind -> !plan.wants(kind));
        standing.keySet().removeIf(kind -> !plan.wants(kind));
        if (plan.isEmpty()) {
            patience = LEAST_PATIENCE;
            quiet = 0;
            over = 0;
            farOver = 0;
            trial = 0;
        }
        return plan();
    }

    /** What is to be attached at present. */
    public synchronized Plan plan() {
        return Shedding.applied(wanted, levels);
    }

    /** Why events are not as the recordings want them: one decision for each such event. */
    public synchronized List<Decision> standing() {
        return List.copyOf(standing.values());
    }

    /** A window has passed. What has been decided; if anything was, {@link #plan} is another. */
    public synchronized List<Decision> window(Spending spending) {
        if (budget.isOff()) {
            return List.of();
        }
        var most = most(spending);
        var floor = FLOOR * spending.length().toNanos();
        var limit = Math.max(most, floor);
        over = spending.total() > limit ? over + 1 : 0;
        farOver = spending.total() > TOO_MUCH * limit ? farOver + 1 : 0;
        if (over > 0) {
            return over >= inARow || farOver > 0 ? shed(spending, farOver >= inARow) : unquiet();
        }
        pass();
        return spending.total() <= Math.max(most / 2, QUIET_PART * floor) ? calm(spending) : unquiet();
    }

    private double most(Spending spending) {
        return budget.share() * spending.processNanos();
    }

    private void pass() {
        if (trial > 0 && --trial == 0) {
            patience = Math.max(LEAST_PATIENCE, patience / 2);
        }
    }

    private List<Decision> unquiet() {
        quiet = 0;
        return List.of();
    }

    private List<Decision> calm(Spending spending) {
        if (steps.isEmpty() || ++quiet < patience) {
            return List.of();
        }
        quiet = 0;
        trial = patience;
        return undo(steps.pop(), spending);
    }

    private List<Decision> undo(Step step, Spending spending) {
        var why =
                ": " + took(spending) + " lately, less than half of its budget of " + budget + " or of next to nothing";
        step.before().forEach(this::set);
        return step.kinds().stream()
                .map(kind -> decided(new Decision(kind, level(kind), restored(kind) + why)))
                .toList();
    }

    private String restored(EventKind kind) {
        return level(kind) == Level.RAISED
                ? "attached again, with a threshold of " + Timespan.print(Shedding.raised(threshold(kind)))
                : "as wanted again";
    }

    private List<Decision> shed(Spending spending, boolean evenTheAccount) {
        quiet = 0;
        if (trial > 0) {
            trial = 0;
            patience = Math.min(2 * patience, MOST_PATIENCE);
        }
        for (var rank : Rank.values()) {
            var candidates = attached(rank);
            if (!candidates.isEmpty()) {
                return shed(candidates, spending, evenTheAccount);
            }
        }
        return List.of();
    }

    private List<EventKind> attached(Rank rank) {
        return wanted.thresholds().keySet().stream()
                .filter(kind -> Rank.of(kind) == rank && level(kind) != Level.DETACHED)
                .sorted()
                .toList();
    }

    private List<Decision> shed(List<EventKind> candidates, Spending spending, boolean evenTheAccount) {
        var together =
                candidates.stream().mapToLong(kind -> spending.of(kind).nanos()).sum();
        var most = most(spending);
        var dearest = candidates.stream()
                .max(Comparator.comparingLong(kind -> spending.of(kind).nanos()))
                .orElseThrow();
        if (spending.total() - together > most && together <= most / LITTLE_PART) {
            if (!evenTheAccount) {
                return List.of();
            }
            var why = over(spending) + ", and what is optional only " + percent(spending, together);
            return step(candidates, kind -> detach(kind, why));
        }
        var share = percent(spending, spending.of(dearest).nanos());
        var why = over(spending) + ", and this event the most of it, " + share;
        if (helpsToRaise(dearest, spending)) {
            return step(List.of(dearest), kind -> raise(kind, why));
        }
        var same = over(spending) + ", and " + dearest.eventName() + ", which has the same probes, the most of it, "
                + share;
        return step(withTheSameProbes(dearest), kind -> detach(kind, kind == dearest ? why : same));
    }

    /** To take one of them off alone would leave the probes where they are. */
    private List<EventKind> withTheSameProbes(EventKind kind) {
        if (!kind.source().hasOwnTracepoints() || Rank.of(kind) == Rank.HISTOGRAMS) {
            return List.of(kind);
        }
        return Stream.concat(
                        Stream.of(kind),
                        attached(Rank.HISTOGRAMS).stream().filter(other -> other.source() == kind.source()))
                .toList();
    }

    /** A probe costs what it costs, however long what is below the threshold; only its records become fewer. */
    private boolean helpsToRaise(EventKind kind, Spending spending) {
        var spent = spending.of(kind);
        return Rank.of(kind) == Rank.SINGLE_EVENTS
                && level(kind) == Level.AS_WANTED
                && threshold(kind).compareTo(Shedding.raised(threshold(kind))) < 0
                && spent.recordNanos() >= spent.nanos() / FEW_PART;
    }

    private List<Decision> step(List<EventKind> kinds, Function<EventKind, Decision> change) {
        var before = new EnumMap<EventKind, Level>(EventKind.class);
        kinds.forEach(kind -> before.put(kind, level(kind)));
        steps.push(new Step(before));
        return kinds.stream().map(change).map(this::decided).toList();
    }

    private Decision raise(EventKind kind, String why) {
        set(kind, Level.RAISED);
        var to = Shedding.raised(threshold(kind));
        return new Decision(
                kind,
                Level.RAISED,
                "threshold raised from " + Timespan.print(threshold(kind)) + " to " + Timespan.print(to) + ": " + why);
    }

    private Decision detach(EventKind kind, String why) {
        set(kind, Level.DETACHED);
        return new Decision(kind, Level.DETACHED, "detached: " + why);
    }

    private Decision decided(Decision decision) {
        if (level(decision.kind()) == Level.AS_WANTED) {
            standing.remove(decision.kind());
        } else {
            standing.put(decision.kind(), decision);
        }
        return decision;
    }

    private void set(EventKind kind, Level level) {
        if (level == Level.AS_WANTED) {
            levels.remove(kind);
        } else {
            levels.put(kind, level);
        }
    }

    private Level level(EventKind kind) {
        return levels.getOrDefault(kind, Level.AS_WANTED);
    }

    private Duration threshold(EventKind kind) {
        return wanted.thresholds().getOrDefault(kind, kind.defaultThreshold());
    }

    private String over(Spending spending) {
        return took(spending) + ", more than its budget of " + budget;
    }

    private static String took(Spending spending) {
        return "Pitot took " + percent(spending, spending.total()) + " of this JVM's CPU time";
    }

    private static String percent(Spending spending, long nanos) {
        return Budget.percent(spending.share(nanos));
    }
}
