package dev.pitot.control;

import dev.pitot.attach.Session;
import dev.pitot.control.AgentState.Attached;
import dev.pitot.control.AgentState.Failed;
import dev.pitot.control.AgentState.Idle;
import dev.pitot.control.AgentState.Shed;
import dev.pitot.control.AgentState.Stopped;
import dev.pitot.plan.Histogram;
import dev.pitot.plan.Plan;
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
import org.jspecify.annotations.Nullable;

/**
 * Brings what is attached in line with what is wanted, by recordings, commands and the governor. Whoever changes a wish says so from any
 * thread; one thread of Pitot's own reconciles ({@link ControlThread}). JFR tells nobody of a setting that is changed in a running
 * recording: so while one runs, its settings are looked at more than once a second.
 */
public final class Controller {
    private static final long LOOK_MILLIS = 800;

    /** Loaded before it is needed, so that it can say what has become of the jar. */
    static final Class<?> VOICE = Warnings.class;

    /** In what JFR throws when it is to instrument an event class of a JVM that ends just then: nobody needs to be told. */
    private static final String JVM_IS_OVER = "JVMTI_ERROR_WRONG_PHASE";

    private final Options options;
    private final Instrumentation instrumentation;
    private final BooleanSupplier publish;
    private final OwnJar jar = OwnJar.loaded();
    private final RecordingListener listener;

    // What is wanted.
    private final Map<Object, Set<Histogram>> watched = new ConcurrentHashMap<>();
    private volatile boolean isStopped;
    private final AtomicBoolean isPending = new AtomicBoolean();

    // What is the case. All but the state is for the control thread, which premain does not need yet.
    private volatile AgentState state = new Idle();
    private volatile boolean isReconciling;
    private @Nullable ControlThread thread;
    private volatile @Nullable SessionController sessions;
    private @Nullable List<Map<String, String>> seen; // settings of recordings, when they were looked at last
    private @Nullable Wishes followed;
    private boolean isPublished;
    private boolean restIsLoaded;

    /** @param publish puts the commands where JMX shows them; true if there is no need to come again */
    Controller(Options options, Instrumentation instrumentation, BooleanSupplier publish) {
        this.options = options;
        this.instrumentation = instrumentation;
        this.publish = publish;
        listener = new RecordingListener(this, options, instrumentation, jar);
    }

    /** From now on recordings are followed. */
    void listen() {
        listener.listen();
    }

    /** Attaches nothing until {@link #start}. */
    void hold() {
        isStopped = true;
    }

    /** Detaches everything; says what is the case then. */
    public CompletableFuture<AgentStatus> stop() {
        isStopped = true;
        return settle();
    }

    /** Follows the recordings again; says what is the case then. */
    public CompletableFuture<AgentStatus> start() {
        isStopped = false;
        return settle();
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

    /** What is the case once everything is as it is wanted now. */
    public CompletableFuture<AgentStatus> settle() {
        var status = new CompletableFuture<AgentStatus>();
        changed(() -> status.complete(settled()));
        return status;
    }

    /** What is attached; null where nothing is. */
    @Nullable
    public Session session() {
        var current = sessions;
        return current == null ? null : current.current();
    }

    /** What is the case, or that this is changing just now. */
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

    /** @return counts down when that has been followed */
    CountDownLatch changed() {
        var done = new CountDownLatch(1);
        changed(done::countDown);
        return done;
    }

    /** Several changes in a row are one. */
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

    /** Whatever was done before, even in vain, is tried. */
    private void reconcile() {
        guarded(() -> {
            isReconciling = true;
            seen = RecordingSettings.running();
            follow(wishes(seen));
            lookLater(!seen.isEmpty());
        });
    }

    /** Nobody has said that something has changed: a wish that was followed already, even in vain, is not followed again. */
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

    /** As soon as there is a place where JMX shows commands, which may come late, as with a JMX client. */
    private void publish() {
        if (!isPublished && session() != null) {
            isPublished = publish.getAsBoolean();
        }
    }

    private Wishes wishes(List<Map<String, String>> running) {
        var histograms = watched.values().stream().flatMap(Set::stream).collect(Collectors.toSet());
        return new Wishes(Plan.of(running), isStopped, histograms);
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
            current = new SessionController(options, instrumentation, jar, this::changed, listener::delay);
            sessions = current;
        }
        return current;
    }

    private AgentState reached() {
        var session = session();
        if (session != null) {
            return state instanceof Attached attached && attached.session() == session
                    ? attached
                    : new Attached(session, Instant.now());
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

    /** Later, as it takes a while and nobody is to wait for it. */
    private synchronized void loadRest() {
        if (!restIsLoaded && thread != null) {
            restIsLoaded = true;
            thread.execute(jar::loadRest);
        }
    }

    /** Whether classes can be loaded that have not been yet. */
    private boolean isWhole() {
        var overwritten = jar.overwritten();
        overwritten.ifPresent(this::failed);
        return overwritten.isEmpty();
    }
}
