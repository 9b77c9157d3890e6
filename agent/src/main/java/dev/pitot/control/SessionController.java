package dev.pitot.control;

import dev.pitot.attach.OpenFiles;
import dev.pitot.attach.Session;
import dev.pitot.bpf.Bpf;
import dev.pitot.bpf.BpfException;
import dev.pitot.bundle.Bundle;
import dev.pitot.bundle.cache.VerifierLogs;
import dev.pitot.compiler.Bundles;
import dev.pitot.compiler.CompilerException;
import dev.pitot.control.CoverageLog.Standing;
import dev.pitot.cost.SelfCost;
import dev.pitot.drain.Drain;
import dev.pitot.drain.KernelReader;
import dev.pitot.hotspot.Libjvm;
import dev.pitot.internals.JdkInternals;
import dev.pitot.internals.NativeAccess;
import dev.pitot.internals.ThreadIds;
import dev.pitot.jfr.ClockError;
import dev.pitot.jfr.DataLoss;
import dev.pitot.jfr.Events;
import dev.pitot.jfr.ProbeCost;
import dev.pitot.jfr.ProbeStatus;
import dev.pitot.jfr.ThreadCpu;
import dev.pitot.plan.EventKind;
import dev.pitot.plan.Histogram;
import dev.pitot.plan.Obstacle;
import dev.pitot.plan.Plan;
import dev.pitot.plan.ProbeState;
import dev.pitot.record.Clock;
import dev.pitot.record.StretchEvents;
import dev.pitot.record.ThreadNames;
import dev.pitot.text.Warnings;
import dev.pitot.threads.OwnThreads;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jfr.FlightRecorder;
import org.jspecify.annotations.Nullable;

/** Brings what is attached in line with a plan. For Pitot's control thread; JFR's own threads call the two hooks. */
final class SessionController {
    private static final Obstacle STOPPED = new Obstacle("stopped by command", "");
    private static final Obstacle UNSAID = new Obstacle("not attached", "the error output of this JVM says why");

    private static final String SEE_DOCTOR = "see java -jar pitot.jar doctor";

    private final Options options;
    private final Instrumentation instrumentation;
    private final OwnJar jar;
    private @Nullable Bpf bpf;
    private @Nullable Bundle bundle;
    private @Nullable Libjvm libjvm;
    private boolean registered;
    private long ticksPerSecond; // of JFR's clock, once registered
    private @Nullable ToIntFunction<Thread> threadIds;
    private @Nullable Drain drain;
    private volatile @Nullable Session session;
    private volatile @Nullable Obstacle failure;
    private final SelfCost cost;
    private final CoverageLog coverage;

    /**
     * @param changed has the recordings followed anew, on the control thread
     * @param delay why something is not attached yet
     */
    SessionController(
            Options options, Instrumentation instrumentation, OwnJar jar, Runnable changed, Supplier<String> delay) {
        this.options = options;
        this.instrumentation = instrumentation;
        this.jar = jar;
        coverage = new CoverageLog(delay);
        cost = new SelfCost(options.budget(), () -> session, changed);
    }

    /** What is attached; null where nothing is. */
    @Nullable
    Session current() {
        return session;
    }

    /** Why the last plan could not be followed, and the remedy; null if it was. */
    @Nullable
    Obstacle failure() {
        return failure;
    }

    /** How each wanted event fares; of one that the governor has changed, how and why. */
    List<ProbeState> states() {
        var current = session;
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

    /** What Pitot cost when that was last measured, as a part of the process's CPU time. */
    OptionalDouble share() {
        return cost.last().map(stretch -> OptionalDouble.of(stretch.share())).orElse(OptionalDouble.empty());
    }

    /**
     * @param wanted by recordings: the governor may leave less of it
     * @param stopped by command: nothing of it is to be attached
     * @param watched live, by whoever asked for it
     */
    void follow(Plan wanted, boolean stopped, Set<Histogram> watched) {
        var begun = System.nanoTime();
        var allowed = stopped ? Plan.NOTHING : wanted;
        coverage.expect(allowed.thresholds().keySet(), begun);
        try {
            follow(allowed, watched);
        } finally {
            var why = stopped ? STOPPED : failure != null ? failure : UNSAID;
            var known = states().stream().collect(Collectors.toMap(ProbeState::kind, state -> state));
            coverage.change(wanted.thresholds().keySet().stream()
                    .map(kind -> standing(known.getOrDefault(kind, new ProbeState.Unavailable(kind, why)), begun))
                    .toList());
        }
    }

    private Standing standing(ProbeState state, long begun) {
        var current = session;
        return current == null
                ? Standing.of(state, Plan.NOTHING, begun)
                : Standing.of(state, current.plan(), current.since(state.kind()));
    }

    private void follow(Plan wanted, Set<Histogram> watched) {
        follow(cost.govern(wanted).with(watched));
        if (wanted.isEmpty()) {
            cost.stop();
        } else if (session != null && bpf != null && libjvm != null) {
            cost.start(bpf, libjvm, ticksPerSecond);
        }
    }

    private void follow(Plan plan) {
        failure = null;
        try {
            var current = session;
            if (plan.isEmpty()) {
                stop();
            } else if (current == null) {
                start(plan);
            } else {
                follow(current, plan);
            }
        } catch (BpfException e) {
            failed(new Obstacle(e.getMessage(), e.remedy()));
        } catch (CompilerException e) {
            failed(new Obstacle(e.getMessage(), e.remedy()));
        } catch (IOException e) {
            failed(new Obstacle(e.toString(), SEE_DOCTOR));
        } catch (ReflectiveOperationException e) {
            failed(new Obstacle(e.getMessage(), "use one that docs/jdks.md names, or report it"));
        } catch (IllegalCallerException e) {
            failed(new Obstacle(NativeAccess.REFUSED, NativeAccess.REFUSED_REMEDY));
        }
    }

    private void failed(Obstacle why) {
        failure = why;
        Warnings.say("nothing is measured: " + why);
    }

    /** One that can not go on is of no use to anybody. */
    private void follow(Session current, Plan plan) throws BpfException {
        try {
            current.follow(plan);
            warnOfMissing(current.states());
        } catch (BpfException | RuntimeException | Error e) {
            stop();
            throw e;
        }
    }

    private void start(Plan plan) throws BpfException, CompilerException, IOException, ReflectiveOperationException {
        register(); // first, so that the recording can say why nothing is measured
        OpenFiles.requireRoom();
        if (bpf == null) {
            if (!NativeAccess.of(instrumentation).enable()) {
                Warnings.say(NativeAccess.WITH_WARNINGS);
            }
            Bpf.requirePermission();
            bpf = new Bpf(new VerifierLogs(options.cache())::keep);
        }
        OwnThreads.know();
        if (bundle == null) {
            bundle = bundle();
        }
        if (libjvm == null || !libjvm.hasSites()) {
            libjvm = libjvm();
        }
        var started = Session.start(
                bpf,
                bundle,
                plan,
                libjvm,
                names(),
                ticksPerSecond,
                new Session.Ways(options.oldWays(), options.ring()));
        session = started;
        drain = new Drain(started.readout(), Warnings::say);
        warnOfMissing(started.states());
    }

    private Bundle bundle() throws CompilerException, IOException {
        var change = jar.change();
        if (change.isPresent()) {
            throw new CompilerException(change.get(), OwnJar.REMEDY);
        }
        return new Bundles(jar.path(), options.cache(), options.compiling(), Warnings::say).get();
    }

    /** Without one there are no phases; all else needs none. */
    private Libjvm libjvm() {
        try {
            return Libjvm.ofThisProcess().withFlags(flag -> JdkInternals.flag(instrumentation, flag));
        } catch (BpfException e) {
            return Libjvm.none(new Obstacle(e.getMessage(), e.remedy()));
        } catch (IOException e) {
            return Libjvm.none(new Obstacle(e.getMessage(), SEE_DOCTOR));
        }
    }

    /** A line for each reason, not for each event; none for what most JVMs lack. */
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

    private ThreadNames names() {
        if (threadIds == null) {
            threadIds = ThreadIds.in(instrumentation)
                    .<ToIntFunction<Thread>>map(ids -> ids)
                    .orElseGet(SessionController::unknownIds);
        }
        return new ThreadNames(threadIds);
    }

    private static ToIntFunction<Thread> unknownIds() {
        Warnings.say("threads older than the recording have names of 15 characters only: this JVM does not tell the"
                + " ids of its threads as Pitot knows it; report it");
        return thread -> 0;
    }

    private void stop() {
        if (drain != null) {
            drain.close();
            drain = null;
        }
        var current = session;
        session = null;
        if (current != null) {
            current.close();
        }
    }

    /** Once: a type stays registered, so that its fields never change within one JVM. */
    private void register() throws NoSuchFieldException {
        if (!registered) {
            Events.register();
            registered = true;
            Clock.requireFields();
            ticksPerSecond = JdkInternals.ticksPerSecond(instrumentation);
            coverage.recordBy(new StretchEvents<>(ProbeStatus.class, ticksPerSecond));
            FlightRecorder.addPeriodicEvent(ThreadCpu.class, this::reportThreads);
            Stream.of(EventKind.values()).filter(EventKind::isHistogram).forEach(this::addHistogram);
            FlightRecorder.addPeriodicEvent(ProbeCost.class, this::reportCost);
            // JFR calls the hook of an event only where it is enabled: either of two will do.
            FlightRecorder.addPeriodicEvent(ProbeStatus.class, this::endOfChunkWithStates);
            FlightRecorder.addPeriodicEvent(DataLoss.class, this::endOfChunk);
            FlightRecorder.addPeriodicEvent(
                    ClockError.class, () -> report("the clock's error is not reported", KernelReader::reportClock));
        }
    }

    private void reportThreads() {
        report("threads are not reported", KernelReader::reportThreads);
    }

    private void addHistogram(EventKind kind) {
        FlightRecorder.addPeriodicEvent(
                Events.type(kind.eventName()),
                () -> report(kind.eventName() + " is not reported", readout -> readout.reportHistogram(kind)));
    }

    private interface Reporting {
        void of(KernelReader readout) throws BpfException;
    }

    private interface Hook {
        void run() throws BpfException;
    }

    private void report(String failure, Reporting reporting) {
        var current = session;
        if (current != null) {
            attempt(failure, () -> reporting.of(current.readout()));
        }
    }

    /** What escaped from a hook would stop JFR's periodic events, or come to the application that stops its recording. */
    private void attempt(String failure, Hook hook) {
        try {
            hook.run();
        } catch (Throwable t) {
            Warnings.say(failure + ": " + (t instanceof BpfException ? t.getMessage() : jar.explain(t)));
        }
    }

    /** JFR calls this before it rotates or closes a chunk: what happened in it has to be in it. */
    private void endOfChunk() {
        report("the end of a chunk is not whole", readout -> {
            readout.reportThreads();
            readout.reportHistograms();
            readout.drain();
            readout.reportLosses();
        });
        reportCost(); // a recording may be shorter than the period of that event
    }

    private void endOfChunkWithStates() {
        endOfChunk();
        attempt("how events fare is not reported", coverage::report);
    }

    private void reportCost() {
        attempt("what Pitot costs is not reported", cost::report);
    }
}
