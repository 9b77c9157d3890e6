package dev.pitot.spans;

import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The spans in which tasks were handed over, until the tasks run. A task is known by its identity, and held weakly: it may
 * never run. Nothing here takes a lock or waits, because the scheduler of virtual threads hands over tasks as well.
 *
 * <p>A link is true or not there. If the same task is handed over again before it has run, its links are all unknown. There
 * is room for so many tasks, and no links for more.
 */
final class TaskLinks {
    /** The task was handed over, and it is not known in which span, or in none. */
    static final long UNKNOWN = 0;

    /** The task was not handed over. */
    static final long NONE = -1;

    private static final long UNDECIDED = -2;

    static final int SIZE = 1 << 16;
    private static final int WINDOW = 16;

    private final AtomicReferenceArray<@Nullable Link> slots = new AtomicReferenceArray<>(SIZE);
    private final AtomicInteger used = new AtomicInteger();

    /** One task in a slot. It is dead when it has run as often as it was handed over. */
    private static final class Link extends WeakReference<Object> {
        final AtomicLong span = new AtomicLong(UNDECIDED);
        final AtomicInteger pending = new AtomicInteger(1);

        Link(Object task) {
            super(task);
        }

        boolean isGone() {
            return pending.get() == 0 || refersTo(null);
        }

        /** Returns whether it counts the task once more. Then it no longer knows which is which. */
        boolean again() {
            for (var times = pending.get(); times > 0; times = pending.get()) {
                if (pending.compareAndSet(times, times + 1)) {
                    span.set(UNKNOWN);
                    return true;
                }
            }
            return false;
        }
    }

    /**
     * Notes that a task is about to be handed over.
     *
     * @param span the span in which that is; {@link #UNKNOWN} if in none
     * @param isShared whether the task may be handed over several times at once. Then also one in no span is noted: else it
     *     would take the link of another one
     */
    void give(Object task, long span, boolean isShared) {
        var at = slot(task);
        if (used.get() > 0) {
            var known = find(task, at, null);
            if (known != null && known.again()) {
                return;
            }
        }
        if (span == UNKNOWN && !isShared) {
            return;
        }
        var link = new Link(task);
        if (!put(link, at)) {
            return;
        }
        var other = find(task, at, link); // of a thread that has handed it over at the same time
        if (other != null) {
            other.span.set(UNKNOWN);
            link.span.set(UNKNOWN);
        } else {
            link.span.compareAndSet(UNDECIDED, span);
        }
    }

    /** Takes the link of a task that is about to run. */
    long take(Object task) {
        if (used.get() == 0) {
            return NONE;
        }
        var at = slot(task);
        for (var i = 0; i < WINDOW; i++) {
            var link = slots.get(at + i & SIZE - 1);
            var span = link != null && link.refersTo(task) ? take(link, at + i & SIZE - 1) : NONE;
            if (span != NONE) {
                return span;
            }
        }
        return NONE;
    }

    /** Returns whether a task was handed over and has not run. */
    boolean has(Object task) {
        return used.get() > 0 && find(task, slot(task), null) != null;
    }

    private long take(Link link, int at) {
        var span = link.span.get();
        for (var times = link.pending.get(); times > 0; times = link.pending.get()) {
            if (link.pending.compareAndSet(times, times - 1)) {
                if (times == 1 && slots.compareAndSet(at, link, null)) {
                    used.decrementAndGet();
                }
                return Math.max(span, UNKNOWN);
            }
        }
        return NONE;
    }

    private @Nullable Link find(Object task, int at, @Nullable Link notThis) {
        for (var i = 0; i < WINDOW; i++) {
            var link = slots.get(at + i & SIZE - 1);
            if (link != null && link != notThis && link.refersTo(task)) {
                return link;
            }
        }
        return null;
    }

    private boolean put(Link link, int at) {
        for (var i = 0; i < WINDOW; i++) {
            var place = at + i & SIZE - 1;
            var there = slots.get(place);
            if ((there == null || there.isGone()) && slots.compareAndSet(place, there, link)) {
                if (there == null) {
                    used.incrementAndGet();
                }
                return true;
            }
        }
        return false;
    }

    private static int slot(Object task) {
        var hash = System.identityHashCode(task);
        return hash ^ hash >>> 16;
    }
}
