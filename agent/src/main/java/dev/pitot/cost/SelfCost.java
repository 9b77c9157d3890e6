package dev.pitot.cost;

import dev.pitot.attach.Session;
import dev.pitot.hotspot.Libjvm;
import dev.pitot.jfr.ProbeCost;
import dev.pitot.jfr.ProbeStatus;
import dev.pitot.kernel.KernelAccess;
import dev.pitot.plan.Budget;
import dev.pitot.plan.Decision;
import dev.pitot.plan.Governor;
import dev.pitot.plan.Plan;
import dev.pitot.record.StretchEvents;
import dev.pitot.text.Warnings;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Measures Pitot's own cost while recordings need it, reports it in the recording, and keeps it within the budget.
 *
 * <p>It keeps measuring while the governor has detached everything; otherwise nothing would ever be attached again.
 */
public final class SelfCost {
    private final Governor governor;
    private final Supplier<@Nullable Session> sessions;
    private final Runnable changed;
    private @Nullable CostWatch watch;
    private volatile @Nullable TrapCost trap; // each watch has its own thread
    private @Nullable StretchEvents<ProbeCost> events;
    private @Nullable CostWindow reported;
    private @Nullable AttachCost attached;

    /**
     * Creates an idle instance.
     *
     * @param sessions returns the current session, or null
     * @param changed makes the controller apply the plan again, on another thread
     */
    public SelfCost(Budget budget, Supplier<@Nullable Session> sessions, Runnable changed) {
        governor = new Governor(budget);
        this.sessions = sessions;
        this.changed = changed;
    }

    /** Returns the part of the wanted plan that is to be attached. */
    public Plan govern(Plan wanted) {
        return governor.govern(wanted);
    }

    /** Starts measuring, until {@link #stop}. */
    public synchronized void start(KernelAccess access, Libjvm libjvm, long ticksPerSecond) {
        if (watch == null) {
            events = new StretchEvents<>(ProbeCost.class, ticksPerSecond);
            watch = new CostWatch(
                    () -> new CurrentSession(sessions).meter(trap(access, libjvm)),
                    governor,
                    this::decided,
                    Warnings::say);
        }
    }

    public void stop() {
        var ended = forget();
        if (ended != null) {
            ended.close();
        }
    }

    private synchronized @Nullable CostWatch forget() {
        var ended = watch;
        watch = null;
        return ended;
    }

    /** Calibrates once per JVM. That takes some 50 ms, most of them waiting. */
    private TrapCost trap(KernelAccess access, Libjvm libjvm) {
        var known = trap;
        if (known == null) {
            known = access.own().map(bpf -> TrapCost.calibrate(bpf, libjvm)).orElse(TrapCost.UNKNOWN);
            trap = known;
        }
        return known;
    }

    /** Notes what attaching took, for the next report. While the cost is measured, a window has it. */
    public synchronized void attached(AttachCost cost) {
        if (watch == null) {
            attached = cost;
        }
    }

    private void decided(List<Decision> decisions) {
        decisions.forEach(SelfCost::commit);
        changed.run();
    }

    /** Commits the last window, and what attaching took, unless that was done before. */
    public synchronized void report() {
        var before = attached;
        if (events != null && before != null) {
            attached = null;
            events.commit(List.of(before.event()), before.startNanos(), before.endNanos());
        }
        var stretch = last().orElse(null);
        if (events != null && stretch != null && !stretch.equals(reported)) {
            reported = stretch;
            events.commit(
                    stretch.costs().stream().map(ProgramCost::event).toList(),
                    stretch.startNanos(),
                    stretch.startNanos() + stretch.lengthNanos());
        }
    }

    /** Returns the decisions that make events differ from the recordings' settings. */
    public List<Decision> decisions() {
        return governor.standing();
    }

    /** Returns the last measured window. */
    public synchronized Optional<CostWindow> last() {
        return watch == null ? Optional.empty() : watch.last();
    }

    private static void commit(Decision decision) {
        var event = new ProbeStatus();
        event.event = decision.kind().eventName();
        event.attached = decision.isAttached();
        event.decision = decision.text();
        event.commit();
    }
}
