package dev.pitot.control;

import dev.pitot.internals.JfrLocks;
import dev.pitot.text.Warnings;
import java.lang.instrument.Instrumentation;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;

/**
 * Learns from JFR that a recording starts or stops. JFR calls on the thread that starts or stops it, often the application's: that thread
 * only tells the {@link Controller}. With the option {@code wait} a thread that starts a recording waits until the probes are attached,
 * unless it holds a lock of JFR's ({@link JfrLocks}).
 */
final class RecordingListener implements FlightRecorderListener {
    private final Controller controller;
    private final Options options;
    private final Instrumentation instrumentation;
    private final OwnJar jar;
    private volatile boolean waitIsOver;

    RecordingListener(Controller controller, Options options, Instrumentation instrumentation, OwnJar jar) {
        this.controller = controller;
        this.options = options;
        this.instrumentation = instrumentation;
        this.jar = jar;
    }

    /** Costs a millisecond and does not start JFR. */
    void listen() {
        FlightRecorder.addListener(this);
        if (FlightRecorder.isInitialized()) {
            controller.changed();
        }
    }

    @Override
    public void recordingStateChanged(Recording recording) {
        try {
            var state = recording.getState();
            if (state == RecordingState.RUNNING || state == RecordingState.STOPPED || state == RecordingState.CLOSED) {
                var done = controller.changed();
                var isDone = done.getCount() == 0;
                if (state == RecordingState.RUNNING
                        && !isDone
                        && !options.waiting().isZero()
                        && mayWait()) {
                    await(done);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Throwable t) {
            Warnings.say("not following recordings: " + jar.explain(t));
        }
    }

    private boolean mayWait() {
        try {
            return !JfrLocks.areHeld(instrumentation);
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            Warnings.say("no recording's start waits: this JDK does not tell who holds JFR's locks (" + jar.explain(e)
                    + "); report it");
            return false;
        }
    }

    /** The application is held up no longer than it was said; it and its recording are told what they miss. */
    private void await(CountDownLatch done) throws InterruptedException {
        var millis = options.waiting().toMillis();
        waitIsOver = !done.await(millis, TimeUnit.MILLISECONDS);
        if (waitIsOver) {
            Warnings.say(
                    "the option wait is over after " + millis + " ms, and the probes are not attached yet: what happens"
                            + " until then is not in the recording; wait longer, or fill the cache before, with doctor");
        }
    }

    /** Why something is not attached yet. */
    String delay() {
        return "not yet: the programs were being loaded and attached, and compiled before if the cache had none"
                + (waitIsOver
                        ? "; the application went on when the option wait was over, after "
                                + options.waiting().toMillis() + " ms"
                        : "");
    }
}
