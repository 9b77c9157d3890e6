package dev.pitot.cost;

import dev.pitot.attach.Session;
import dev.pitot.bpf.Bpf;
import dev.pitot.hotspot.Libjvm;
import dev.pitot.jfr.ProbeCost;
import dev.pitot.jfr.ProbeStatus;
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
 * What Pitot costs while recordings want something of it: measured, said in the recording, and kept within a budget. It goes on
 * while the governor has taken everything off, or nothing would ever come back.
 */
public final class SelfCost {
    private final Governor governor;
    private final Supplier<@Nullable Session> sessions;
    private final Runnable changed;
    private @Nullable CostWatch watch;
    private volatile @Nullable TrapCost trap; // each watch has a thread of its own
    private @Nullable StretchEvents<ProbeCost> events;
    private @Nullable CostWindow reported;

    /**
     * @param sessions the one there is, null where there is none
     * @param changed has the plan followed anew, on another thread
     */
    public SelfCost(Budget budget, Supplier<@Nullable Session> sessions, Runnable changed) {
        governor = new Governor(budget);
        this.sessions = sessions;
        this.changed = changed;
    }

    /** What is to be attached of what recordings want. */
    public Plan govern(Plan wanted) {
        return governor.govern(wanted);
    }

    /** From now on it is measured, until {@link #stop}. */
    public synchronized void start(Bpf bpf, Libjvm libjvm, long ticksPerSecond) {
        if (watch == null) {
            events = new StretchEvents<>(ProbeCost.class, ticksPerSecond);
            watch = new CostWatch(
                    () -> new CurrentSession(sessions).meter(trap(bpf, libjvm)),
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

    /** Once in a JVM: it takes some 50 ms, most of them waiting. */
    private TrapCost trap(Bpf bpf, Libjvm libjvm) {
        var known = trap;
        if (known == null) {
            known = TrapCost.calibrate(bpf, libjvm);
            trap = known;
        }
        return known;
    }

    private void decided(List<Decision> decisions) {
        decisions.forEach(SelfCost::commit);
        changed.run();
    }

    /** Says in the recording what was measured last, if that is new. */
    public synchronized void report() {
        var stretch = last().orElse(null);
        if (events != null && stretch != null && !stretch.equals(reported)) {
            reported = stretch;
            events.commit(
                    stretch.costs().stream().map(ProgramCost::event).toList(),
                    stretch.startNanos(),
                    stretch.startNanos() + stretch.lengthNanos());
        }
    }

    /** What is not as the recordings' settings want it, and why. */
    public List<Decision> decisions() {
        return governor.standing();
    }

    /** The last stretch that was measured. */
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
