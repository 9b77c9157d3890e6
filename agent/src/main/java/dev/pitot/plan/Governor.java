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
 * Keeps Pitot's own cost within a budget by removing events from the plan.
 *
 * <p>A pure class: it receives the cost of one window after another and returns what is to be attached from then on. It
 * takes at most one step in a window:
 *
 * <ul>
 * <li>Two windows in a row over the budget, or one over twice the budget, trigger a step. The most expensive single
 * event gets a higher threshold, if its records are the cost; otherwise it is detached. A window is a sample: one that
 * is high by chance must not detach an event.
 * <li>The account, which all events share, is too expensive if the rest exceeds the budget and the optional events take
 * at most a quarter of it. Up to twice the budget the governor then does nothing, because detaching the small rest
 * would not meet the budget. Above that, in two windows, it detaches all single events at once, then histograms, then
 * the bills of threads. Nothing needs the account then, and it is detached as well.
 * <li>After some windows below half of the budget, or 0.75 of the floor, the governor undoes its last step. If it then
 * sheds again too soon, it waits twice as many windows the next time, at most 360. That is an hour if they are ten
 * seconds apart. Otherwise it waits half as many.
 * <li>Less than 1 % of one CPU, the floor, is never over the budget, because 1 % of an idle JVM is almost nothing.
 * Pitot's threads take half a percent of a CPU only to look for work.
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

    /**
     * Creates a governor.
     *
     * @param inARow number of consecutive windows over the budget that trigger a step
     */
    Governor(Budget budget, int inARow) {
        this.budget = budget;
        this.inARow = inARow;
    }

    /** Returns what is to be attached of a new plan. Steps for events that are no longer wanted are forgotten. */
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

    /** Returns what is to be attached now. */
    public synchronized Plan plan() {
        return Shedding.applied(wanted, levels);
    }

    /** Returns the reasons why events differ from the recordings' settings, one decision for each such event. */
    public synchronized List<Decision> standing() {
        return List.copyOf(standing.values());
    }

    /** Judges a window and returns the decisions. If there are any, {@link #plan} has changed. */
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
        var why = ": " + took(spending) + ", at most half of its budget of " + budget + " or 0.75 % of one CPU";
        step.before().forEach(this::set);
        return step.kinds().stream()
                .map(kind -> decided(new Decision(kind, level(kind), restored(kind) + why)))
                .toList();
    }

    private String restored(EventKind kind) {
        return level(kind) == Level.RAISED
                ? "attached again, with a threshold of " + Timespan.print(Shedding.raised(threshold(kind)))
                : "restored";
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
            var why = over(spending) + ", and these events together took only " + percent(spending, together);
            return step(candidates, kind -> detach(kind, why));
        }
        var share = percent(spending, spending.of(dearest).nanos());
        var why = over(spending) + ", and this event took the largest part, " + share;
        if (helpsToRaise(dearest, spending)) {
            return step(List.of(dearest), kind -> raise(kind, why));
        }
        var same = over(spending) + ", and " + dearest.eventName()
                + ", which shares its probes, took the largest part, " + share;
        return step(withTheSameProbes(dearest), kind -> detach(kind, kind == dearest ? why : same));
    }

    /** Returns the events that share the probes. Detaching only one of them would leave the probes attached. */
    private List<EventKind> withTheSameProbes(EventKind kind) {
        if (!kind.source().hasOwnTracepoints() || Rank.of(kind) == Rank.HISTOGRAMS) {
            return List.of(kind);
        }
        return Stream.concat(
                        Stream.of(kind),
                        attached(Rank.HISTOGRAMS).stream().filter(other -> other.source() == kind.source()))
                .toList();
    }

    /**
     * Returns whether a higher threshold saves cost. A probe costs the same at any threshold; only its records become
     * fewer.
     */
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
