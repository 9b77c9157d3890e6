package dev.pitot.spans;

import dev.pitot.bpf.BpfException;
import dev.pitot.kernel.SpanSlots.Slot;
import dev.pitot.record.Layout;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel has booked for one thread so far, as that thread reads it. This is the account of a platform thread.
 *
 * <p>A reading is an array of {@link #READING} longs: {@link #TIME}, the totals of a slot, and two that only change for a
 * virtual thread. The difference of two readings is the bill.
 */
class ThreadAccount {
    static final int TIME = 0;
    static final int TOTALS = 1;

    /** Nanoseconds that a carrier ran the thread, whatever the carrier did; all of the time for a platform thread. */
    static final int MOUNTED = TOTALS + Layout.SPAN_VALUES;

    /** Nanoseconds between submission and mount. */
    static final int WAITED_FOR_CARRIER = MOUNTED + 1;

    static final int READING = WAITED_FOR_CARRIER + 1;

    /** What {@link #wrongSince} returns if nothing is wrong. */
    static final long NEVER = Long.MAX_VALUE;

    static final long ALWAYS = Long.MIN_VALUE;

    private static final String UNTRACED = "the kernel did not trace a switch of the thread";

    private @Nullable Slot slot;
    private long stale;
    private long lost;

    ThreadAccount(@Nullable Slot slot) {
        use(slot);
    }

    final void use(@Nullable Slot next) {
        slot = next;
        stale = next == null ? 0 : next.stale();
        lost = next == null ? 0 : next.lost();
    }

    final @Nullable Slot slot() {
        return slot;
    }

    /** Returns whether the reading is one of one moment. */
    boolean read(long[] to, int at) {
        if (!Objects.requireNonNull(slot).read(to, at)) {
            return false;
        }
        to[at + MOUNTED] = to[at + TIME];
        to[at + WAITED_FOR_CARRIER] = 0;
        return true;
    }

    /**
     * Returns since when readings are wrong, because a switch went untraced, or {@link #NEVER}. Each fault is told once, so
     * it must be asked for after each reading.
     */
    long wrongSince() {
        return nextFault(ALWAYS);
    }

    /** Returns the first new fault after a time; {@link #ALWAYS} if that is not known. */
    final long nextFault(long after) {
        var its = slot;
        if (its == null || (its.lost() == lost && its.stale() == stale)) {
            return NEVER;
        }
        var isKnown = its.lost() == lost && its.stale() - stale <= Layout.STALE_READINGS;
        var first = isKnown ? NEVER : ALWAYS;
        for (var time = stale; isKnown && time < its.stale(); time++) {
            var since = its.staleSince(time);
            first = since > after ? Math.min(first, since) : first;
        }
        lost = its.lost();
        stale = its.stale();
        return first;
    }

    /**
     * Has the kernel complete the account. A system call.
     *
     * @return false if it could not, or if another thread has this account
     */
    boolean refresh() throws BpfException {
        var its = slot;
        return its != null && its.refresh();
    }

    /** Returns how often a reading turned out to be wrong. */
    final long stale() {
        return slot == null ? 0 : slot.stale();
    }

    /** Returns why a reading is wrong, or why there is none. */
    String fault() {
        return UNTRACED;
    }

    /** Returns the operating system's id of the thread; of the carrier for a virtual one. */
    final int tid() {
        return slot == null ? 0 : slot.tid();
    }
}
