package dev.pitot.spans;

import dev.pitot.internals.ThreadLocals;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What the JDK's hand-overs of tasks come to: which span a task was handed over in, when it runs on another thread.
 *
 * <p>Nothing is thrown from here, and no lock is taken: the scheduler of virtual threads is such a pool.
 */
final class FollowedTasks implements ObjIntConsumer<@Nullable Object>, BiConsumer<Object, @Nullable Object> {
    private final SpanRecorder recorder;
    private final ThreadLocal<ThreadSpans> threads;
    private final @Nullable Class<?> carriers;
    private volatile TaskLinks links = new TaskLinks();

    /** The pool of the carriers. Its tasks are turns of virtual threads, which go on in their own spans. */
    private volatile @Nullable Object scheduler;

    /** @param carriers the class of threads that run virtual ones; null if there is none */
    FollowedTasks(SpanRecorder recorder, ThreadLocal<ThreadSpans> threads, @Nullable Class<?> carriers) {
        this.recorder = recorder;
        this.threads = threads;
        this.carriers = carriers;
    }

    /** Forgets all links: their spans belong to another recording. */
    void restart() {
        links = new TaskLinks();
    }

    /** Returns null if the thread was not started in a span, or had tasks since. */
    @Nullable
    TaskOrigin start(Thread thread) {
        var from = links.take(thread);
        return from > TaskLinks.UNKNOWN ? new TaskOrigin(from) : null;
    }

    /** Runs all that a hand-over runs, as {@link SpanRecorder#rehearse} does. */
    void rehearse() {
        var task = new Object();
        links.give(task, 1, true);
        accept(task, Hop.GIVE_SHARED);
        for (var what : new int[] {Hop.TAKE, Hop.LEAVE, Hop.TAKE_AS_WORKER, Hop.LEAVE}) {
            accept(task, what);
        }
        accept(new Object(), task);
        new TaskOrigin(0).enter(1, 0);
        restart();
    }

    /** Takes a task that a pool is about to be given. The pool's class may be the application's: none of its code runs. */
    @Override
    @SuppressWarnings("ReferenceEquality")
    public void accept(Object pool, @Nullable Object task) {
        if (pool != scheduler) {
            accept(task, Hop.GIVE);
        }
    }

    /** Takes a task or a thread, and its {@link Hop}. */
    @Override
    public void accept(@Nullable Object task, int what) {
        try {
            switch (what) {
                case Hop.GIVE -> give(task, false);
                case Hop.GIVE_SHARED -> give(task, !(task instanceof Future));
                case Hop.LEAVE -> leave();
                default -> take(task, what == Hop.TAKE_AS_WORKER);
            }
        } catch (Throwable t) {
            // One link less.
        }
    }

    private void give(@Nullable Object task, boolean isShared) throws Throwable {
        if (task != null && !(task instanceof ForkJoinWorkerThread)) {
            var spans = known(Thread.currentThread());
            links.give(task, spans == null ? TaskLinks.UNKNOWN : spans.span(), isShared);
        }
    }

    private void take(@Nullable Object task, boolean isWorker) throws Throwable {
        var from = task == null ? TaskLinks.NONE : links.take(task);
        var thread = Thread.currentThread();
        if (thread.getClass() == carriers) {
            scheduler = from > TaskLinks.UNKNOWN ? pool(thread) : scheduler;
            return;
        }
        if (isWorker) {
            links.take(thread); // it was started for all its tasks
        }
        var spans = ThreadLocals.get(thread, threads) instanceof ThreadSpans its ? its : null;
        if (spans != null || from > TaskLinks.UNKNOWN) {
            (spans == null ? recorder.current() : spans).enter(Math.max(from, TaskLinks.UNKNOWN), isWorker);
        }
    }

    private void leave() throws Throwable {
        if (ThreadLocals.get(Thread.currentThread(), threads) instanceof ThreadSpans spans) {
            spans.leave();
        }
    }

    /** Returns the spans of a thread that may be in one; null if it is in none. */
    private @Nullable ThreadSpans known(Thread thread) throws Throwable {
        if (ThreadLocals.get(thread, threads) instanceof ThreadSpans spans) {
            return spans;
        }
        return links.has(thread) ? recorder.current() : null;
    }

    private static @Nullable ForkJoinPool pool(Thread carrier) {
        return carrier instanceof ForkJoinWorkerThread worker ? worker.getPool() : null;
    }
}
