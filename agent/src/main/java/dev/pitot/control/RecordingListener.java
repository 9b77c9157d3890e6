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
 * Notifies the {@link Controller} when a recording starts or stops. JFR calls it on the thread that starts or stops the
 * recording, often the application's. With the option {@code wait}, a thread that starts a recording waits until the
 * probes are attached. It does not wait while it holds a lock of JFR's ({@link JfrLocks}).
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

    /** Registers the listener. That takes a millisecond and does not start JFR. */
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
            Warnings.say("missed the start or stop of a recording: " + jar.explain(t) + "; start another recording");
        }
    }

    private boolean mayWait() {
        try {
            return !JfrLocks.areHeld(instrumentation);
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            Warnings.say("the option wait has no effect, because this JDK does not show the holders of JFR's locks ("
                    + jar.explain(e) + "); report it");
            return false;
        }
    }

    /** Waits at most for the option's time. After that, a line and the recording state what is missing. */
    private void await(CountDownLatch done) throws InterruptedException {
        var millis = options.waiting().toMillis();
        waitIsOver = !done.await(millis, TimeUnit.MILLISECONDS);
        if (waitIsOver) {
            Warnings.say("the probes are not attached after " + millis
                    + " ms, the time of the option wait, so the recording lacks its"
                    + " beginning; set a longer wait, or fill the cache beforehand with doctor");
        }
    }

    /** Returns why something is not attached yet. */
    String delay() {
        return "not yet: the programs were being compiled, loaded and attached"
                + (waitIsOver
                        ? "; the start of the recording stopped waiting after "
                                + options.waiting().toMillis() + " ms (option wait)"
                        : "");
    }
}
