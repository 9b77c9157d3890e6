package dev.pitot.agent;

import dev.pitot.plan.Histogram;
import dev.pitot.plan.Plan;
import java.lang.instrument.Instrumentation;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;
import org.jspecify.annotations.Nullable;

/**
 * Follows JFR's recordings: when one starts or stops, the plan is made anew and the session brought in line with it, on a thread of
 * Pitot's own. JFR calls on the thread that starts or stops a recording, often the application's, so nothing is done there. Of a
 * setting that is changed in a running recording JFR tells nobody: so while one runs, its settings are looked at every half second.
 */
final class Recordings implements FlightRecorderListener {
    private static final long LOOK_MILLIS = 500;

    private final Options options;
    private final Instrumentation instrumentation;
    private final AtomicBoolean pending = new AtomicBoolean();
    private final Map<Object, Set<Histogram>> watched = new ConcurrentHashMap<>();
    private volatile boolean dormant;
    private volatile @Nullable Sessions sessions;
    private @Nullable ScheduledExecutorService control;
    private @Nullable Future<?> look;
    private Plan followed = Plan.NOTHING;

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

    /** What is in the kernel; null before the first recording. */
    @Nullable
    Sessions sessions() {
        return sessions;
    }

    /** Detaches everything and stays so, whatever recordings want, until it is woken. */
    CountDownLatch sleep(boolean asleep) {
        dormant = asleep;
        return changed();
    }

    boolean isAsleep() {
        return dormant;
    }

    /** Has the kernel keep histograms for somebody who reads them himself, until {@link #unwatch}. */
    CountDownLatch watch(Object watcher, Set<Histogram> histograms) {
        watched.put(watcher, histograms);
        return changed();
    }

    CountDownLatch unwatch(Object watcher) {
        watched.remove(watcher);
        return changed();
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
        if (pending.getAndSet(false)) {
            follow(true);
        }
    }

    /** @param told that something has changed; else a plan that was followed already, even in vain, is not followed again */
    private void follow(boolean told) {
        try {
            var running = running();
            var wanted = dormant ? Plan.NOTHING : Plan.of(running);
            if (sessions == null) {
                sessions = new Sessions(options, instrumentation, this::changed);
            }
            if (told || !wanted.equals(followed)) {
                followed = wanted;
                sessions.follow(wanted, dormant ? Set.of() : watched());
            }
            lookAgain(!running.isEmpty());
        } catch (Throwable t) {
            Warnings.say("nothing is measured: " + t);
        }
    }

    private static List<Map<String, String>> running() {
        if (!FlightRecorder.isInitialized()) {
            return List.of(); // somebody watches a JVM that has never recorded
        }
        return FlightRecorder.getFlightRecorder().getRecordings().stream()
                .filter(recording -> recording.getState() == RecordingState.RUNNING)
                .map(Recording::getSettings)
                .toList();
    }

    private Set<Histogram> watched() {
        return watched.values().stream().flatMap(Set::stream).collect(Collectors.toSet());
    }

    private synchronized void lookAgain(boolean running) {
        if (look != null) {
            look.cancel(false);
            look = null;
        }
        if (running && control != null) {
            look = control.schedule(() -> follow(false), LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** One thread, and none a second after there was something to do. */
    private static ScheduledExecutorService control() {
        var executor = new ScheduledThreadPoolExecutor(1, Recordings::thread);
        executor.setKeepAliveTime(1, TimeUnit.SECONDS);
        executor.allowCoreThreadTimeOut(true);
        executor.setRemoveOnCancelPolicy(true);
        return executor;
    }

    private static Thread thread(Runnable task) {
        return Thread.ofPlatform().name(dev.pitot.session.Drain.OWN_THREADS + "control").daemon().unstarted(task);
    }
}
