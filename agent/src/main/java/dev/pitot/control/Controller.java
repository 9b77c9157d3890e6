package dev.pitot.control;

import dev.pitot.attach.Session;
import dev.pitot.control.AgentState.Attached;
import dev.pitot.control.AgentState.Failed;
import dev.pitot.control.AgentState.Idle;
import dev.pitot.control.AgentState.Shed;
import dev.pitot.control.AgentState.Stopped;
import dev.pitot.plan.EventKind;
import dev.pitot.plan.Histogram;
import dev.pitot.plan.Plan;
import dev.pitot.spans.SpanPattern;
import dev.pitot.spans.Spans;
import dev.pitot.text.Warnings;
import java.lang.instrument.Instrumentation;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import jdk.jfr.FlightRecorder;
import org.jspecify.annotations.Nullable;

/**
 * Reconciles what is attached with what recordings, commands and the governor want. Any thread may report a changed
 * wish; only the {@link ControlThread} reconciles. JFR does not report when a running recording changes a setting. So
 * the controller compares the settings more than once a second while a recording runs.
 */
public final class Controller {
    private static final long LOOK_MILLIS = 800;

    /** Loads these classes early. They report that the jar has changed, when no class can be loaded any more. */
    static final List<Class<?>> LOADED_EARLY = List.of(Warnings.class, Failed.class);

    /** Part of JFR's message when it instruments an event class while the JVM ends. It is not reported. */
    private static final String JVM_IS_OVER = "JVMTI_ERROR_WRONG_PHASE";

    private final Options options;
    private final Instrumentation instrumentation;
    private final BooleanSupplier publish;
    private final OwnJar jar = OwnJar.loaded();
    private final RecordingListener listener;
    private final Spans spans;
    private final SpanControl spanControl;

    // The wanted state.
    private final Map<Object, Set<Histogram>> watched = new ConcurrentHashMap<>();
    private volatile boolean isStopped;
    private final AtomicBoolean isPending = new AtomicBoolean();

    // The actual state. Only the control thread uses it, except for the field state. Premain does not start that
    // thread.
    private volatile AgentState state = new Idle();
    private volatile boolean isReconciling;
    private @Nullable ControlThread thread;
    private volatile @Nullable SessionController sessions;
    private @Nullable List<Map<String, String>> seen; // the recordings' settings at the last comparison
    private @Nullable Wishes followed;
    private boolean isPublished;
    private boolean restIsLoaded;

    /** @param publish registers the commands with JMX; returns true if it need not be called again */
    Controller(Options options, Instrumentation instrumentation, BooleanSupplier publish) {
        this.options = options;
        this.instrumentation = instrumentation;
        this.publish = publish;
        listener = new RecordingListener(this, options, instrumentation, jar);
        spans = new Spans(instrumentation, new SpanHost(), options.follow());
        spanControl = new SpanControl(spans, jar);
        spanControl.add(options.spans()).ifPresent(Warnings::say);
        spans.connectApi();
    }

    /** Adds the patterns of spans that a later load of the agent brings. */
    public final void add(List<SpanPattern> patterns) {
        if (patterns.isEmpty()) {
            return;
        }
        spanControl.add(patterns).ifPresent(Warnings::say);
        if (FlightRecorder.isInitialized()) {
            changed();
        }
    }

    /** Returns the patterns of spans. Call {@link #settle} after a change. */
    public SpanControl spans() {
        return spanControl;
    }

    /** Starts following recordings. */
    void listen() {
        listener.listen();
    }

    /**
     * Prepares for the recording that the JVM's command line asks for. Call it before {@link #listen}: the control thread
     * must not run yet.
     */
    void prepare() {
        try {
            // An agent before this one may have started a recording already, which is no launch any more.
            if (!FlightRecorder.isInitialized() && LaunchCommand.startsRecording() && isWhole()) {
                sessions().prepare();
            }
        } catch (Throwable t) {
            failed(t);
        }
    }

    /** Returns whether the first session is being prepared, and no recording has asked for it yet. */
    boolean isPreparing() {
        var current = sessions;
        return current != null && current.isPreparing();
    }

    /** Returns whether this JVM had to start the compiler. Then attaching takes seconds. */
    boolean mustCompile() {
        var current = sessions;
        return current != null && current.mustCompile();
    }

    /** Keeps everything detached until {@link #start}. */
    void hold() {
        isStopped = true;
    }

    /** Detaches everything and returns the status afterwards. */
    public CompletableFuture<AgentStatus> stop() {
        isStopped = true;
        return settle();
    }

    /** Follows the recordings again and returns the status afterwards. */
    public CompletableFuture<AgentStatus> start() {
        isStopped = false;
        return settle();
    }

    /** Keeps histograms in the kernel for a live command until {@link #unwatch}. Returns the status afterwards. */
    public CompletableFuture<AgentStatus> watch(Object watcher, Set<Histogram> histograms) {
        watched.put(watcher, histograms);
        return settle();
    }

    public void unwatch(Object watcher) {
        watched.remove(watcher);
        changed();
    }

    /** Returns the status after all wishes of this moment are reconciled. */
    public CompletableFuture<AgentStatus> settle() {
        var status = new CompletableFuture<AgentStatus>();
        changed(() -> status.complete(settled()));
        return status;
    }

    /** Returns the current session, or null if nothing is attached. */
    @Nullable
    public Session session() {
        var current = sessions;
        return current == null ? null : current.current();
    }

    /** Returns the current status, which is CHANGING while the control thread works. */
    public AgentStatus status() {
        return isReconciling || isPending.get()
                ? AgentStatus.of(
                        AgentStatus.State.CHANGING,
                        null,
                        RecordingSettings.running().size())
                : settled();
    }

    private AgentStatus settled() {
        var recordings = RecordingSettings.running().size();
        return switch (state) {
            case Idle idle -> AgentStatus.of(AgentStatus.State.IDLE, null, recordings);
            case Stopped stopped -> AgentStatus.of(AgentStatus.State.STOPPED, null, recordings);
            case Failed failed -> AgentStatus.of(AgentStatus.State.FAILED, failed.why(), recordings);
            case Shed shed -> AgentStatus.shed(recordings, sessions());
            case Attached attached -> AgentStatus.attached(attached, recordings, sessions());
        };
    }

    /** @return a latch that opens when the change is reconciled */
    CountDownLatch changed() {
        var done = new CountDownLatch(1);
        changed(done::countDown);
        return done;
    }

    /** Requests one reconciliation for several changes in a row. */
    private synchronized void changed(Runnable done) {
        if (thread == null) {
            if (!isWhole()) {
                done.run();
                return;
            }
            thread = new ControlThread(this::failed);
        }
        isPending.set(true);
        thread.execute(() -> {
            try {
                if (isPending.getAndSet(false)) {
                    reconcile();
                }
            } finally {
                done.run();
            }
        });
    }

    /** Reconciles even if the same wishes were applied or failed before. */
    private void reconcile() {
        guarded(() -> {
            isReconciling = true;
            seen = RecordingSettings.running();
            follow(wishes(seen));
            lookLater(!seen.isEmpty());
        });
    }

    /** Compares the settings without a request. Wishes that were applied or failed before are not tried again. */
    private void look() {
        guarded(() -> {
            var running = RecordingSettings.running();
            if (!running.equals(seen)) {
                seen = running;
                var next = wishes(running);
                if (!next.equals(followed)) {
                    isReconciling = true;
                    follow(next);
                }
            }
            lookLater(!running.isEmpty());
        });
        publish();
    }

    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (Throwable t) {
            failed(t);
        } finally {
            isReconciling = false;
        }
    }

    private synchronized void lookLater(boolean isWanted) {
        if (thread != null) {
            if (isWanted) {
                thread.executeLater(this::look, LOOK_MILLIS);
            } else {
                thread.cancelLater();
            }
        }
    }

    /** Registers the commands with JMX. Its MBean server may appear late, for example with the first JMX client. */
    private void publish() {
        if (!isPublished && session() != null) {
            isPublished = publish.getAsBoolean();
        }
    }

    private Wishes wishes(List<Map<String, String>> running) {
        var histograms = watched.values().stream().flatMap(Set::stream).collect(Collectors.toSet());
        var plan = Plan.of(running);
        return new Wishes(spans.areNone() ? plan.without(EventKind.SPAN) : plan, isStopped, histograms);
    }

    private void follow(Wishes wishes) {
        followed = wishes;
        if (session() == null && !wishes.isNothing() && !isWhole()) {
            return;
        }
        if (sessions == null && wishes.isNothing()) {
            state = nothingWanted();
            return;
        }
        var before = session();
        sessions().follow(wishes);
        state = reached();
        if (session() != before) {
            loadRest();
        }
    }

    private SessionController sessions() {
        var current = sessions;
        if (current == null) {
            current = new SessionController(options, instrumentation, jar, spans, this::changed, listener::delay);
            sessions = current;
        }
        return current;
    }

    private AgentState reached() {
        var session = session();
        if (session != null) {
            return state instanceof Attached attached && attached.session() == session
                    ? attached
                    : new Attached(session, Instant.now(), sessions().attaching());
        }
        var failure = sessions().failure();
        if (failure != null) {
            return new Failed(failure.toString());
        }
        return sessions().states().isEmpty() ? nothingWanted() : new Shed();
    }

    private AgentState nothingWanted() {
        return isStopped ? new Stopped() : new Idle();
    }

    private void failed(Throwable thrown) {
        failed(jar.explain(thrown));
    }

    private void failed(String why) {
        if (session() == null) {
            state = new Failed(why);
        }
        if (!why.contains(JVM_IS_OVER)) {
            Warnings.say("nothing is measured: " + why);
        }
    }

    /** Loads the remaining classes in a task of its own, because that takes a while and no caller should wait. */
    private synchronized void loadRest() {
        if (!restIsLoaded && thread != null) {
            restIsLoaded = true;
            thread.execute(jar::loadRest);
        }
    }

    /** Returns whether this JVM can still load further classes from the jar. */
    private boolean isWhole() {
        var overwritten = jar.overwritten();
        overwritten.ifPresent(this::failed);
        return overwritten.isEmpty();
    }

    private final class SpanHost implements Spans.Host {
        @Override
        public String explain(Throwable thrown) {
            return jar.explain(thrown);
        }

        /** A running recording may want them. */
        @Override
        public void spansAreUsed() {
            if (FlightRecorder.isInitialized()) {
                changed();
            }
        }
    }
}
