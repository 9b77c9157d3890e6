package dev.pitot.control;

import dev.pitot.attach.Session;
import dev.pitot.bpf.BpfException;
import dev.pitot.cost.SelfCost;
import dev.pitot.drain.KernelReader;
import dev.pitot.internals.JdkInternals;
import dev.pitot.jfr.ClockError;
import dev.pitot.jfr.DataLoss;
import dev.pitot.jfr.Events;
import dev.pitot.jfr.ProbeCost;
import dev.pitot.jfr.ProbeStatus;
import dev.pitot.jfr.ThreadCpu;
import dev.pitot.plan.EventKind;
import dev.pitot.record.Clock;
import dev.pitot.record.StretchEvents;
import dev.pitot.text.Warnings;
import java.lang.instrument.Instrumentation;
import java.util.function.Supplier;
import java.util.stream.Stream;
import jdk.jfr.FlightRecorder;
import org.jspecify.annotations.Nullable;

/** Registers the event classes with JFR, and reports when JFR asks for it: at the end of a period or of a chunk. */
final class PeriodicEvents {
    private final Supplier<@Nullable Session> sessions;
    private final CoverageLog coverage;
    private final SelfCost cost;
    private final OwnJar jar;
    private boolean isRegistered;
    private long ticksPerSecond;

    /** @param sessions the one there is, null where there is none */
    PeriodicEvents(Supplier<@Nullable Session> sessions, CoverageLog coverage, SelfCost cost, OwnJar jar) {
        this.sessions = sessions;
        this.coverage = coverage;
        this.cost = cost;
        this.jar = jar;
    }

    /** Of JFR's clock; 0 before the events are registered. */
    long ticksPerSecond() {
        return ticksPerSecond;
    }

    /** Once: a type stays registered, so that its fields never change within one JVM. */
    void register(Instrumentation instrumentation) throws NoSuchFieldException {
        if (isRegistered) {
            return;
        }
        Events.register();
        isRegistered = true;
        Clock.requireFields();
        ticksPerSecond = JdkInternals.ticksPerSecond(instrumentation);
        coverage.recordBy(new StretchEvents<>(ProbeStatus.class, ticksPerSecond));
        FlightRecorder.addPeriodicEvent(
                ThreadCpu.class, () -> report("threads are not reported", KernelReader::reportThreads));
        Stream.of(EventKind.values()).filter(EventKind::isHistogram).forEach(this::addHistogram);
        FlightRecorder.addPeriodicEvent(ProbeCost.class, this::reportCost);
        // JFR calls the hook of an event only where it is enabled: either of two will do.
        FlightRecorder.addPeriodicEvent(ProbeStatus.class, this::endOfChunkWithStates);
        FlightRecorder.addPeriodicEvent(DataLoss.class, this::endOfChunk);
        FlightRecorder.addPeriodicEvent(
                ClockError.class, () -> report("the clock's error is not reported", KernelReader::reportClock));
    }

    private void addHistogram(EventKind kind) {
        FlightRecorder.addPeriodicEvent(
                Events.type(kind.eventName()),
                () -> report(kind.eventName() + " is not reported", reader -> reader.reportHistogram(kind)));
    }

    private interface Reporting {
        void of(KernelReader reader) throws BpfException;
    }

    private interface Hook {
        void run() throws BpfException;
    }

    private void report(String failure, Reporting reporting) {
        var current = sessions.get();
        if (current != null) {
            attempt(failure, () -> reporting.of(current.reader()));
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
        report("the end of a chunk is not whole", reader -> {
            reader.reportThreads();
            reader.reportHistograms();
            reader.drain();
            reader.reportLosses();
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
