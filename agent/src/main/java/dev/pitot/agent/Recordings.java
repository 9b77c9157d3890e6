package dev.pitot.agent;

import dev.pitot.jfr.ThreadCpu;
import dev.pitot.plan.Plan;
import java.lang.instrument.Instrumentation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
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
    private volatile @Nullable Sessions sessions;
    private volatile boolean stopped;
    private volatile boolean busy;
    private volatile @Nullable String failure;
    private volatile @Nullable Instant since;
    private volatile boolean listed;
    private boolean announced;

    Recordings(Options options, Instrumentation instrumentation) {
        this.options = options;
        this.instrumentation = instrumentation;
    }

    /**
     * Costs a millisecond and does not start JFR.
     *
     * @param hold attach nothing until {@link #stop} says otherwise
     */
    void listen(boolean hold) {
        stopped = hold;
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

    private CountDownLatch changed() {
        var done = new CountDownLatch(1);
        changed(done::countDown);
        return done;
    }

    /** Several changes in a row are one. */
    private synchronized void changed(Runnable done) {
        if (control == null) {
            control = control();
        }
        pending.set(true);
        control.execute(() -> {
            try {
                follow();
            } finally {
                done.run();
            }
        });
    }

    private void follow() {
        if (!pending.getAndSet(false)) {
            return;
        }
        busy = true;
        try {
            failure = null;
            follow(stopped ? Plan.NOTHING : Plan.of(running()));
        } catch (Throwable t) {
            failure = t.toString();
            Warnings.say("nothing is measured: " + t);
        } finally {
            busy = false;
        }
    }

    private void follow(Plan wanted) {
        var follower = sessions;
        if (follower == null) {
            if (wanted.isEmpty()) {
                return;
            }
            follower = new Sessions(options, instrumentation);
            sessions = follower;
        }
        var before = follower.current();
        follower.follow(wanted);
        var after = follower.current();
        if (after != before) {
            since = after == null ? null : Instant.now();
        }
        failure = follower.failure();
        if (after != null && !announced) {
            announced = true;
            announce();
        }
    }

    /** The commands are put where JMX shows them as soon as there is such a place, which may come late, as with a JMX client. */
    private void announce() {
        if (!Management.register(options, instrumentation)) {
            FlightRecorder.addPeriodicEvent(ThreadCpu.class, this::announceLate);
        }
    }

    private void announceLate() {
        if (!listed && Management.register(options, instrumentation)) {
            listed = true;
        }
    }

    /** The settings of each recording that runs. Asking when JFR has not been started would start it. */
    private static List<Map<String, String>> running() {
        if (!FlightRecorder.isInitialized()) {
            return List.of();
        }
        return FlightRecorder.getFlightRecorder().getRecordings().stream()
                .filter(recording -> recording.getState() == RecordingState.RUNNING)
                .map(Recording::getSettings)
                .toList();
    }

    /** Detaches everything, or follows the recordings again; says what is the case then. */
    CompletableFuture<Status> stop(boolean stop) {
        stopped = stop;
        return settle();
    }

    /** What is the case once everything is as the recordings want it now. */
    CompletableFuture<Status> settle() {
        var status = new CompletableFuture<Status>();
        changed(() -> status.complete(settled()));
        return status;
    }

    /** What is the case, or that this is changing just now. */
    Status status() {
        return busy || pending.get() ? Status.of(Status.State.CHANGING, null, recordings()) : settled();
    }

    private Status settled() {
        var follower = sessions;
        var session = follower == null ? null : follower.current();
        if (session != null) {
            return new Status(
                    Status.State.ATTACHED,
                    since,
                    null,
                    recordings(),
                    session.states(),
                    List.of(),
                    OptionalDouble.empty());
        }
        var why = failure;
        if (why != null) {
            return Status.of(Status.State.FAILED, why, recordings());
        }
        return Status.of(stopped ? Status.State.STOPPED : Status.State.IDLE, null, recordings());
    }

    private static int recordings() {
        return running().size();
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
