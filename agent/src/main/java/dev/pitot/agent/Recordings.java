package dev.pitot.agent;

import dev.pitot.plan.Plan;
import java.lang.instrument.Instrumentation;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;
import org.jspecify.annotations.Nullable;

/**
 * Follows JFR's recordings: when one starts or stops, the plan is made anew and the session brought in line with it, on a thread of
 * Pitot's own. JFR calls on the thread that starts or stops a recording, often the application's, so nothing is done there.
 */
final class Recordings implements FlightRecorderListener {
    private final Options options;
    private final Instrumentation instrumentation;
    private final AtomicBoolean pending = new AtomicBoolean();
    private @Nullable ExecutorService control;
    private @Nullable Sessions sessions;

    Recordings(Options options, Instrumentation instrumentation) {
        this.options = options;
        this.instrumentation = instrumentation;
    }

    /** Costs a millisecond and does not start JFR. */
    void listen() {
        FlightRecorder.addListener(this);
        if (FlightRecorder.isInitialized()) {
            changed();
        }
    }

    @Override
    public void recordingStateChanged(Recording recording) {
        try {
            var state = recording.getState();
            if (state == RecordingState.RUNNING || state == RecordingState.STOPPED || state == RecordingState.CLOSED) {
                var done = changed();
                if (state == RecordingState.RUNNING && !options.waiting().isZero()) {
                    done.await(options.waiting().toMillis(), TimeUnit.MILLISECONDS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Throwable t) {
            Warnings.say("not following recordings: " + t);
        }
    }

    /** Several changes in a row are one. */
    private synchronized CountDownLatch changed() {
        var done = new CountDownLatch(1);
        if (control == null) {
            control = control();
        }
        pending.set(true);
        control.execute(() -> {
            try {
                follow();
            } finally {
                done.countDown();
            }
        });
        return done;
    }

    private void follow() {
        if (!pending.getAndSet(false)) {
            return;
        }
        try {
            var running = FlightRecorder.getFlightRecorder().getRecordings().stream()
                    .filter(recording -> recording.getState() == RecordingState.RUNNING)
                    .map(Recording::getSettings)
                    .toList();
            if (sessions == null) {
                sessions = new Sessions(options, instrumentation);
            }
            sessions.follow(Plan.of(running));
        } catch (Throwable t) {
            Warnings.say("nothing is measured: " + t);
        }
    }

    /** One thread, and none a second after there was something to do. */
    private static ExecutorService control() {
        var executor = new ThreadPoolExecutor(
                1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), Recordings::thread);
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    private static Thread thread(Runnable task) {
        return Thread.ofPlatform().name(dev.pitot.session.Drain.OWN_THREADS + "control").daemon().unstarted(task);
    }
}
