package dev.pitot.control;

import dev.pitot.attach.Session;
import dev.pitot.internals.JfrLocks;
import dev.pitot.plan.Histogram;
import dev.pitot.plan.Plan;
import dev.pitot.text.Warnings;
import dev.pitot.threads.OwnThreads;
import java.lang.instrument.Instrumentation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;
import org.jspecify.annotations.Nullable;

/**
 * Follows JFR's recordings: when one starts or stops, the plan is made anew and the session brought in line with it, on a thread of
 * Pitot's own. JFR calls on the thread that starts or stops a recording, often the application's, so nothing is done there. With the
 * option {@code wait} a thread that starts one waits, unless it holds a lock of JFR's ({@link JfrLocks}). Of a setting that is changed
 * in a running recording JFR tells nobody: so while one runs, its settings are looked at more than once a second.
 */
public final class Recordings implements FlightRecorderListener {
    private static final long LOOK_MILLIS = 800;
    private static final String OURS = "pitot.";

    /** Loaded before it is needed, so that it can say what has become of the jar. */
    static final Class<?> VOICE = Warnings.class;

    /** In what JFR throws when it is to instrument an event class of a JVM that ends just then: nobody needs to be told. */
    private static final String JVM_IS_OVER = "JVMTI_ERROR_WRONG_PHASE";

    private final Options options;
    private final Instrumentation instrumentation;
    private final BooleanSupplier publish;
    private final OwnJar jar = OwnJar.loaded();
    private final AtomicBoolean pending = new AtomicBoolean();
    private final Map<Object, Set<Histogram>> watched = new ConcurrentHashMap<>();
    private volatile @Nullable SessionController sessions;
    private volatile boolean stopped;
    private volatile boolean busy;
    private volatile boolean waitIsOver;
    private volatile @Nullable String failure;
    private volatile @Nullable Instant since;
    private boolean listed;
    private boolean restIsLoaded;
    private @Nullable ScheduledExecutorService control;
    private @Nullable Future<?> look;
    private @Nullable List<Map<String, String>> seen; // of recordings, when they were looked at last
    private @Nullable Plan followed; // null, as premain is not to load more than it needs

    /** @param publish puts the commands where JMX shows them; true if there is no need to come again */
    Recordings(Options options, Instrumentation instrumentation, BooleanSupplier publish) {
        this.options = options;
        this.instrumentation = instrumentation;
        this.publish = publish;
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
    private String delay() {
        return "not yet: the programs were being loaded and attached, and compiled before if the cache had none"
                + (waitIsOver
                        ? "; the application went on when the option wait was over, after "
                                + options.waiting().toMillis() + " ms"
                        : "");
    }

    /** Has the kernel keep histograms for somebody who reads them himself, until {@link #unwatch}; says what is the case then. */
    public CompletableFuture<AgentStatus> watch(Object watcher, Set<Histogram> histograms) {
        watched.put(watcher, histograms);
        return settle();
    }

    public void unwatch(Object watcher) {
        watched.remove(watcher);
        changed();
    }

    /** What is attached; null where nothing is. */
    @Nullable
    public Session session() {
        var follower = sessions;
        return follower == null ? null : follower.current();
    }

    private CountDownLatch changed() {
        var done = new CountDownLatch(1);
        changed(done::countDown);
        return done;
    }

    /** Several changes in a row are one. */
    private synchronized void changed(Runnable done) {
        if (control == null) {
            if (!isWhole()) {
                done.run();
                return;
            }
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
        if (pending.getAndSet(false)) {
            follow(true);
        }
    }

    /** @param told that something has changed; else a plan that was followed already, even in vain, is not followed again */
    private void follow(boolean told) {
        busy = told;
        try {
            var running = running();
            if (told || !running.equals(seen)) {
                seen = running;
                follow(told, Plan.of(running));
            }
            lookAgain(!running.isEmpty());
        } catch (Throwable t) {
            failed(t);
        } finally {
            busy = false;
        }
    }

    private void failed(Throwable thrown) {
        failed(jar.explain(thrown));
    }

    private void failed(String why) {
        failure = why;
        if (!why.contains(JVM_IS_OVER)) {
            Warnings.say("nothing is measured: " + why);
        }
    }

    /** Later, as it takes a while and nobody is to wait for it. */
    private synchronized void loadRest() {
        if (!restIsLoaded && control != null) {
            restIsLoaded = true;
            control.execute(jar::loadRest);
        }
    }

    /** Whether classes can be loaded that have not been yet. */
    private boolean isWhole() {
        var overwritten = jar.overwritten();
        overwritten.ifPresent(this::failed);
        return overwritten.isEmpty();
    }

    private void follow(boolean told, Plan wanted) {
        if (told || !wanted.equals(followed)) {
            busy = true;
            followed = wanted;
            follow(wanted, stopped, stopped ? Set.of() : watched());
        }
    }

    private void follow(Plan wanted, boolean holding, Set<Histogram> watched) {
        failure = null;
        var isWanted = !wanted.isEmpty() || !watched.isEmpty();
        if (session() == null && isWanted && !isWhole()) {
            return;
        }
        var follower = sessions;
        if (follower == null) {
            if ((wanted.isEmpty() || holding) && watched.isEmpty()) {
                return;
            }
            follower = new SessionController(options, instrumentation, jar, this::changed, this::delay);
            sessions = follower;
        }
        var before = follower.current();
        follower.follow(wanted, holding, watched);
        var after = follower.current();
        if (after != before) {
            since = after == null ? null : Instant.now();
            loadRest();
        }
        failure = follower.failure();
    }

    /**
     * What each recording that runs sets of Pitot's events. Asking when JFR has not been started would start it. Not those of the
     * copies, with id 0, which JFR makes for the time of a dump (jdk.jfr.internal.PlatformRecorder.newTemporaryRecording).
     */
    private static List<Map<String, String>> running() {
        if (!FlightRecorder.isInitialized()) {
            return List.of();
        }
        var running = new ArrayList<Map<String, String>>();
        for (var recording : FlightRecorder.getFlightRecorder().getRecordings()) {
            if (recording.getState() == RecordingState.RUNNING && recording.getId() != 0) {
                running.add(ours(recording.getSettings()));
            }
        }
        return running;
    }

    /** Without streams, as all this is done so often: of the some 600 settings of the JDK's own events none matters. */
    private static Map<String, String> ours(Map<String, String> settings) {
        var ours = new HashMap<String, String>();
        for (var setting : settings.entrySet()) {
            if (setting.getKey().startsWith(OURS)) {
                ours.put(setting.getKey(), setting.getValue());
            }
        }
        return ours;
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
            look = control.schedule(this::look, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** The commands are put where JMX shows them as soon as there is such a place, which may come late, as with a JMX client. */
    private void look() {
        follow(false);
        if (!listed && session() != null) {
            listed = publish.getAsBoolean();
        }
    }

    /** Detaches everything, or follows the recordings again; says what is the case then. */
    public CompletableFuture<AgentStatus> stop(boolean stop) {
        stopped = stop;
        return settle();
    }

    /** What is the case once everything is as the recordings want it now. */
    public CompletableFuture<AgentStatus> settle() {
        var status = new CompletableFuture<AgentStatus>();
        changed(() -> status.complete(settled()));
        return status;
    }

    /** What is the case, or that this is changing just now. */
    public AgentStatus status() {
        return busy || pending.get()
                ? AgentStatus.of(AgentStatus.State.CHANGING, null, running().size())
                : settled();
    }

    private AgentStatus settled() {
        var recordings = running().size();
        var follower = sessions;
        var session = session();
        if (follower != null && session != null) {
            return new AgentStatus(
                    AgentStatus.State.ATTACHED,
                    since,
                    null,
                    recordings,
                    follower.states(),
                    session.readout().tallies(),
                    follower.share());
        }
        var why = failure;
        if (why != null) {
            return AgentStatus.of(AgentStatus.State.FAILED, why, recordings);
        }
        if (follower != null && !follower.states().isEmpty()) {
            return new AgentStatus(
                    AgentStatus.State.SHED, null, null, recordings, follower.states(), List.of(), follower.share());
        }
        return AgentStatus.of(stopped ? AgentStatus.State.STOPPED : AgentStatus.State.IDLE, null, recordings);
    }

    /** One thread, and none a second after there was something to do. */
    private ScheduledExecutorService control() {
        var executor = new ScheduledThreadPoolExecutor(1, this::thread);
        executor.setKeepAliveTime(1, TimeUnit.SECONDS);
        executor.allowCoreThreadTimeOut(true);
        executor.setRemoveOnCancelPolicy(true);
        return executor;
    }

    private Thread thread(Runnable task) {
        return OwnThreads.unstarted("control", this::failed, task::run);
    }
}
