package dev.pitot.control;

import dev.pitot.attach.Session;
import dev.pitot.bpf.BpfException;
import dev.pitot.compiler.CompilerException;
import dev.pitot.control.CoverageLog.Standing;
import dev.pitot.control.SessionFactory.Started;
import dev.pitot.cost.AttachCost;
import dev.pitot.cost.SelfCost;
import dev.pitot.drain.Drain;
import dev.pitot.internals.NativeAccess;
import dev.pitot.plan.EventKind;
import dev.pitot.plan.Obstacle;
import dev.pitot.plan.Plan;
import dev.pitot.plan.ProbeState;
import dev.pitot.spans.Spans;
import dev.pitot.text.Warnings;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Starts, changes and ends the session for wishes and the governor. Only the control thread uses it, after {@link #prepare}.
 */
final class SessionController {
    private static final Obstacle STOPPED = new Obstacle("stopped by command", "");
    private static final Obstacle UNSAID = new Obstacle("not attached", "see the error output of this JVM");

    private final Instrumentation instrumentation;
    private final SessionFactory factory;
    private final SelfCost cost;
    private final CoverageLog coverage;
    private final PeriodicEvents events;
    private final Spans spans;
    private volatile @Nullable Started started;
    private volatile @Nullable Obstacle failure;
    private @Nullable Drain drain;
    private volatile @Nullable Preparation preparation;
    private Duration attaching = Duration.ZERO;

    /**
     * @param changed makes the control thread reconcile again
     * @param delay returns why something is not attached yet
     */
    SessionController(
            Options options,
            Instrumentation instrumentation,
            OwnJar jar,
            Spans spans,
            Runnable changed,
            Supplier<String> delay) {
        this.instrumentation = instrumentation;
        this.spans = spans;
        factory = new SessionFactory(options, instrumentation, jar, spans);
        coverage = new CoverageLog(delay);
        cost = new SelfCost(options.budget(), this::current, changed);
        events = new PeriodicEvents(this::current, coverage, cost, jar);
    }

    /**
     * Prepares for the recording that JFR is about to start. To register the event classes while a recording runs would
     * stop all threads once for each of them.
     */
    void prepare() {
        preparation = new Preparation(factory);
        try {
            events.register(instrumentation);
        } catch (NoSuchFieldException | RuntimeException | LinkageError e) {
            // The session fails in the same way, and says so.
        }
    }

    /** Returns whether a preparation runs, or has ended, and no recording has asked for its result yet. */
    boolean isPreparing() {
        var prepared = preparation;
        return prepared != null && prepared.isPending();
    }

    /** Returns whether this JVM had to start the compiler. Then a session takes seconds. */
    boolean mustCompile() {
        return factory.mustCompile();
    }

    /** Returns the CPU time that Pitot's threads took to start the last session. */
    Duration attaching() {
        return attaching;
    }

    /** Returns the current session, or null if nothing is attached. */
    @Nullable
    Session current() {
        var now = started;
        return now == null ? null : now.session();
    }

    /** Returns why the last wishes could not be applied; null if they were. */
    @Nullable
    Obstacle failure() {
        return failure;
    }

    /** Returns the state of each wanted event, with the governor's decision if there is one. */
    List<ProbeState> states() {
        var current = current();
        var states = new EnumMap<EventKind, ProbeState>(EventKind.class);
        if (current != null) {
            current.states().forEach(state -> states.put(state.kind(), state));
        }
        for (var decision : cost.decisions()) {
            states.computeIfPresent(decision.kind(), (kind, was) -> was.after(decision));
            if (!decision.isAttached()) {
                states.putIfAbsent(decision.kind(), new ProbeState.Shed(decision.kind(), decision.text()));
            }
        }
        return List.copyOf(states.values());
    }

    /** Returns Pitot's last measured cost as a fraction of the process's CPU time. */
    OptionalDouble share() {
        return cost.last().map(window -> OptionalDouble.of(window.share())).orElse(OptionalDouble.empty());
    }

    void follow(Wishes wishes) {
        var begun = System.nanoTime();
        coverage.expect(wishes.allowed().thresholds().keySet(), begun);
        try {
            var plan = cost.govern(wishes.allowed()).with(wishes.watched());
            apply(plan);
            record(plan);
            measure(wishes.allowed());
        } finally {
            var why = wishes.isStopped() ? STOPPED : failure != null ? failure : UNSAID;
            var known = states().stream().collect(Collectors.toMap(ProbeState::kind, state -> state));
            coverage.change(wishes.recordings().thresholds().keySet().stream()
                    .map(kind -> standing(known.getOrDefault(kind, new ProbeState.Unavailable(kind, why)), begun))
                    .toList());
        }
    }

    /** Records spans, also where there is no session: they then lack their bills. */
    private void record(Plan plan) {
        var threshold = plan.thresholds().get(EventKind.SPAN);
        if (threshold == null || spans.areNone()) {
            spans.stop();
            return;
        }
        var current = current();
        var why = current == null ? failure : current.spansFailure();
        spans.record(
                threshold,
                current == null ? null : current.spans(),
                why == null ? "" : why.toString(),
                events.ticksPerSecond());
    }

    private Standing standing(ProbeState state, long begun) {
        var current = current();
        return current == null
                ? Standing.of(state, Plan.NOTHING, begun)
                : Standing.of(state, current.plan(), current.since(state.kind()));
    }

    /** Measures the cost while recordings want events, even while the governor has detached them. */
    private void measure(Plan wanted) {
        var now = started;
        if (wanted.isEmpty()) {
            cost.stop();
        } else if (now != null) {
            cost.start(now.access(), now.libjvm(), events.ticksPerSecond());
        }
    }

    private void apply(Plan plan) {
        failure = null;
        try {
            var current = current();
            if (plan.isEmpty()) {
                var unwanted = preparation;
                if (unwanted != null) {
                    unwanted.giveUp();
                }
                stop();
            } else if (current == null) {
                start(plan);
            } else {
                change(current, plan);
            }
        } catch (BpfException e) {
            failed(new Obstacle(e.getMessage(), e.remedy()));
        } catch (CompilerException e) {
            failed(new Obstacle(e.getMessage(), e.remedy()));
        } catch (IOException e) {
            failed(new Obstacle(e.toString(), SessionFactory.SEE_DOCTOR));
        } catch (ReflectiveOperationException e) {
            failed(new Obstacle(String.valueOf(e.getMessage()), "use a JDK that docs/jdks.md names, or report it"));
        } catch (IllegalCallerException e) {
            failed(new Obstacle(NativeAccess.REFUSED, NativeAccess.REFUSED_REMEDY));
        }
    }

    private void failed(Obstacle why) {
        failure = why;
        Warnings.say("nothing is measured" + (spans.areNone() ? "" : " but how long spans last") + ": " + why);
    }

    private void start(Plan plan) throws BpfException, CompilerException, IOException, ReflectiveOperationException {
        var prepared = preparation;
        var begin = prepared == null || !prepared.isPending() ? AttachCost.Begin.now() : prepared.begin();
        events.register(instrumentation); // first, so that the recording can state why nothing is measured
        if (prepared != null) {
            prepared.take();
            preparation = null;
        }
        var next = factory.start(plan, events.ticksPerSecond());
        started = next;
        drain = new Drain(next.session().reader(), Warnings::say);
        var taken = begin.end();
        attaching = taken.time();
        cost.attached(taken);
        warnOfMissing(next.session().states());
    }

    /** Applies a plan to the session, and ends the session if that fails. */
    private void change(Session current, Plan plan) throws BpfException {
        try {
            current.apply(plan);
            warnOfMissing(current.states());
        } catch (BpfException | RuntimeException | Error e) {
            stop();
            throw e;
        }
    }

    private void stop() {
        if (drain != null) {
            drain.close();
            drain = null;
        }
        var current = current();
        started = null;
        spans.stop(); // no thread may look for its account any more
        if (current != null) {
            current.close();
        }
    }

    /** Prints one line for each reason, except for what most JVMs lack. */
    private static void warnOfMissing(List<ProbeState> states) {
        var byReason = new LinkedHashMap<Obstacle, List<String>>();
        for (var state : states) {
            if (state instanceof ProbeState.Unavailable(var kind, var why) && !why.isUsual()) {
                byReason.computeIfAbsent(why, any -> new ArrayList<>()).add(kind.eventName());
            }
        }
        byReason.forEach((reason, events) -> Warnings.say(
                String.join(", ", events) + (events.size() == 1 ? " is" : " are") + " not measured: " + reason));
    }
}
