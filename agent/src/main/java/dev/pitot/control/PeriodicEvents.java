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

/** Registers the event classes with JFR. JFR then calls its hooks at the end of a period or of a chunk. */
final class PeriodicEvents {
    private final Supplier<@Nullable Session> sessions;
    private final CoverageLog coverage;
    private final SelfCost cost;
    private final OwnJar jar;
    private boolean isRegistered;
    private long ticksPerSecond;

    /** @param sessions returns the current session, or null */
    PeriodicEvents(Supplier<@Nullable Session> sessions, CoverageLog coverage, SelfCost cost, OwnJar jar) {
        this.sessions = sessions;
        this.coverage = coverage;
        this.cost = cost;
        this.jar = jar;
    }

    /** Returns the rate of JFR's clock, or 0 before the events are registered. */
    long ticksPerSecond() {
        return ticksPerSecond;
    }

    /** Registers the event classes once. They stay registered, so that their fields never change within one JVM. */
    void register(Instrumentation instrumentation) throws NoSuchFieldException {
        if (isRegistered) {
            return;
        }
        Events.register();
        Clock.requireFields();
        ticksPerSecond = JdkInternals.ticksPerSecond(instrumentation);
        coverage.recordBy(new StretchEvents<>(ProbeStatus.class, ticksPerSecond));
        FlightRecorder.addPeriodicEvent(
                ThreadCpu.class, () -> report("cannot report threads", KernelReader::reportThreads));
        Stream.of(EventKind.values()).filter(EventKind::isHistogram).forEach(this::addHistogram);
        FlightRecorder.addPeriodicEvent(ProbeCost.class, this::reportCost);
        // JFR calls the hook of an event only while the event is enabled. Either of these two suffices.
        FlightRecorder.addPeriodicEvent(ProbeStatus.class, this::endOfChunkWithStates);
        FlightRecorder.addPeriodicEvent(DataLoss.class, this::endOfChunk);
        FlightRecorder.addPeriodicEvent(
                ClockError.class, () -> report("cannot report the clock's error", KernelReader::reportClock));
        isRegistered = true;
    }

    private void addHistogram(EventKind kind) {
        FlightRecorder.addPeriodicEvent(
                Events.type(kind.eventName()),
                () -> report("cannot report " + kind.eventName(), reader -> reader.reportHistogram(kind)));
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

    /**
     * Catches what a hook throws. It would stop JFR's periodic events, or reach the application that stops its
     * recording.
     */
    private void attempt(String failure, Hook hook) {
        try {
            hook.run();
        } catch (Throwable t) {
            Warnings.say(failure + ": " + (t instanceof BpfException ? t.getMessage() : jar.explain(t)));
        }
    }

    /** Completes a chunk before JFR rotates or closes it. */
    private void endOfChunk() {
        report("cannot complete the chunk", reader -> {
            reader.reportThreads();
            reader.reportHistograms();
            reader.drain();
            reader.reportLosses();
        });
        reportCost(); // a recording may be shorter than the event's period
    }

    private void endOfChunkWithStates() {
        endOfChunk();
        attempt("cannot report the state of events", coverage::report);
    }

    private void reportCost() {
        attempt("cannot report Pitot's cost", cost::report);
    }
}
