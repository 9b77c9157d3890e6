package dev.pitot.control;

import dev.pitot.internals.JfrLocks;
import dev.pitot.text.Warnings;
import java.lang.instrument.Instrumentation;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;
import org.jspecify.annotations.Nullable;

/**
 * Notifies the {@link Controller} when a recording starts or stops. JFR calls it on the thread that starts or stops the
 * recording, often the application's. With the option {@code wait}, a thread that starts a recording waits until the
 * probes are attached. At launch the main thread waits without it, for a short time. No thread waits while it holds a
 * lock of JFR's ({@link JfrLocks}).
 */
final class RecordingListener implements FlightRecorderListener {
    /**
     * How long the application's begin is held, where the command line asks for a recording and the option {@code wait}
     * is not set. It mostly takes some tenths of that. Without it, the recording of a start would lack the start.
     */
    private static final Duration AT_LAUNCH = Duration.ofSeconds(1);

    private static final long LOOK_MILLIS = 20;

    private final Controller controller;
    private final Options options;
    private final Instrumentation instrumentation;
    private final OwnJar jar;
    /** The time of a wait that was too short; null if there was none. */
    private volatile @Nullable Duration waitedFor;

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
                var most = longestWait(); // before the control thread takes what is prepared
                var done = controller.changed();
                var isDone = done.getCount() == 0;
                if (state == RecordingState.RUNNING && !isDone && !most.isZero() && mayWait()) {
                    await(done, most);
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

    private Duration longestWait() {
        var said = options.waiting();
        if (said != null) {
            return said;
        }
        return controller.isPreparing() ? AT_LAUNCH : Duration.ZERO;
    }

    /** After the time, the recording states what is missing, and a line does if the user set the time. */
    private void await(CountDownLatch done, Duration most) throws InterruptedException {
        var isOver = !isDone(done, most);
        waitedFor = isOver && (options.waiting() != null || !controller.mustCompile()) ? most : null;
        if (isOver && options.waiting() != null) {
            Warnings.say("the probes are not attached after " + most.toMillis()
                    + " ms, the time of the option wait, so the recording lacks its beginning; set a longer wait");
        }
    }

    /** Waits. A launch is not held for the compiler, which takes seconds. */
    private boolean isDone(CountDownLatch done, Duration most) throws InterruptedException {
        if (options.waiting() != null) {
            return done.await(most.toMillis(), TimeUnit.MILLISECONDS);
        }
        var end = System.nanoTime() + most.toNanos();
        while (System.nanoTime() < end && !controller.mustCompile()) {
            if (done.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                return true;
            }
        }
        return done.getCount() == 0;
    }

    /** Returns why something is not attached yet. */
    String delay() {
        var waited = waitedFor;
        return "not yet: the programs were being prepared, loaded and attached"
                + (waited == null
                        ? ""
                        : "; the start of the recording stopped waiting after " + waited.toMillis()
                                + " ms (option wait)");
    }
}
