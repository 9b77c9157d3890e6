package dev.pitot.spans;

import dev.pitot.bpf.BpfException;
import dev.pitot.internals.ThreadLocals;
import dev.pitot.jfr.Span;
import dev.pitot.record.SpanTimes;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntUnaryOperator;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What the advice in all chosen methods comes to, on any thread of the application. Nothing is thrown from here, and no
 * lock is held while other code runs.
 */
final class SpanRecorder implements IntUnaryOperator, ObjIntConsumer<@Nullable Throwable> {
    /** Ids that a thread takes at once. */
    static final long ID_BLOCK = 1 << 12;

    private static final SpanValue[] NO_VALUES = {};

    private final ChosenMethods methods;
    private final GivenNames names = new GivenNames();
    private final NamedSpans named = new NamedSpans(this, names);
    private final ValuedSpans valued = new ValuedSpans(this);
    private final ThreadLocal<ThreadSpans> threads;
    private final AtomicLong ids = new AtomicLong(ID_BLOCK);
    private final SpanTimes times;
    private final VirtualThreads virtualThreads;
    private final @Nullable FollowedTasks followed;
    private volatile SpanSettings settings = SpanSettings.OFF;

    /** @param follows whether the JDK tells of the tasks that go to other threads */
    SpanRecorder(ChosenMethods methods, SpanTimes times, VirtualThreads virtualThreads, boolean follows) {
        this.methods = methods;
        this.times = times;
        this.virtualThreads = virtualThreads;
        threads = ThreadLocal.withInitial(() -> new ThreadSpans(this));
        followed = follows ? new FollowedTasks(this, threads, virtualThreads.carriers()) : null;
    }

    void follow(SpanSettings next) {
        if (followed != null && next.number() != settings.number()) {
            followed.restart();
        }
        settings = next;
    }

    /**
     * Runs all that a span runs, but for the commit. A class that is first used in the application could not be
     * initialized if the stack is full there, and the JVM would not try again.
     */
    void rehearse() {
        try {
            new ThreadSpans(this).rehearse();
            valued.test(0);
            valued.accept(new Object[1], 0);
            if (followed != null) {
                followed.rehearse();
            }
            var turns = turns();
            turns.accept(Thread.currentThread(), Turn.SUBMIT);
            current();
            turns.accept(Thread.currentThread(), Turn.SUBMIT);
        } catch (BpfException | RuntimeException | LinkageError e) {
            // Spans will be without bills.
        }
    }

    SpanSettings settings() {
        return settings;
    }

    /** Returns what the span API leads to. */
    NamedSpans named() {
        return named;
    }

    /** Returns what the JDK's hand-overs of tasks lead to. */
    @Nullable
    FollowedTasks followed() {
        return followed;
    }

    /** Returns the origin of what a thread does; null if none is known. */
    @Nullable
    TaskOrigin start(Thread thread) {
        return followed == null ? null : followed.start(thread);
    }

    /** Returns what the ends of methods with values lead to. */
    ValuedSpans valued() {
        return valued;
    }

    @Override
    public int applyAsInt(int method) {
        try {
            return threads.get().begin(method);
        } catch (Throwable t) {
            return 0; // the stack is full, the thread is being stopped, or the session ends
        }
    }

    @Override
    public void accept(@Nullable Throwable thrown, int token) {
        try {
            threads.get().end(token, thrown);
        } catch (Throwable t) {
            // Likewise: one event less.
        }
    }

    /** Takes the turns of virtual threads. Runs in the scheduler's code, where an exception would end it for good. */
    ObjIntConsumer<Thread> turns() {
        return (thread, what) -> {
            try {
                if (ThreadLocals.get(thread, threads) instanceof ThreadSpans spans) {
                    spans.turn(what);
                }
            } catch (Throwable t) {
                // The session ends.
            }
        };
    }

    /** Returns the spans of the current thread; of the carrier in a turn of a virtual thread. */
    ThreadSpans current() {
        return threads.get();
    }

    /** Returns an empty string if the thread's account can be known. */
    String whyNoAccount(Thread thread) {
        return hasCarrier(thread) ? virtualThreads.whyUnknown() : "";
    }

    boolean hasCarrier(Thread thread) {
        return virtualThreads.haveCarrier(thread);
    }

    long idBlock() {
        return ids.getAndAdd(ID_BLOCK);
    }

    /** Returns what a span is called beside other events; null for a number that no span has. */
    @Nullable
    String name(int number) {
        return GivenNames.is(number) ? names.name(number) : methods.name(number);
    }

    /** Returns what the spans of a method have of each call. */
    SpanValue[] values(int number) {
        var method = methods.method(number);
        return method == null ? NO_VALUES : method.values().toArray(NO_VALUES);
    }

    void identify(Span event, int number) {
        var method = methods.method(number);
        if (method != null) {
            event.className = method.className();
            event.method = method.display();
        } else if (GivenNames.is(number)) {
            event.method = names.name(number);
        }
        var thread = Thread.currentThread();
        event.thread = thread;
        event.lane = thread;
        event.osThreadName = thread.getName();
    }

    void setTimes(Span event, long start, long end) {
        times.set(event, start, end);
    }
}
