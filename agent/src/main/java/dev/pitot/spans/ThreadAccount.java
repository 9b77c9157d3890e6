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

    private static final String UNTRACED = "the kernel did not trace a switch of the thread";

    private final SlotFaults faults = new SlotFaults();

    ThreadAccount(Slot slot) {
        faults.follow(slot);
    }

    final SlotFaults faults() {
        return faults;
    }

    final @Nullable Slot slot() {
        return faults.slot();
    }

    /** Returns the slot of the operating system's thread that runs this one now; null if there is none. */
    @Nullable
    Slot runsOn() {
        return faults.slot();
    }

    /** Returns whether the reading is one of one moment. */
    boolean read(long[] to, int at) {
        if (!Objects.requireNonNull(slot()).read(to, at)) {
            return false;
        }
        to[at + MOUNTED] = to[at + TIME];
        to[at + WAITED_FOR_CARRIER] = 0;
        return true;
    }

    /**
     * Returns since when readings are wrong, because a switch went untraced; see {@link SlotFaults#next}. It must be asked
     * for after each reading.
     */
    long wrongSince() {
        return faults.next(SlotFaults.ALWAYS);
    }

    /**
     * Has the kernel complete the account. A system call.
     *
     * @return false if it could not, or if another thread has this account
     */
    boolean refresh() throws BpfException {
        var its = slot();
        return its != null && its.refresh() == its.number();
    }

    /** Returns how often a reading turned out to be wrong. */
    final long stale() {
        var its = slot();
        return its == null ? 0 : its.stale();
    }

    /** Returns why a reading is wrong, or why there is none. */
    String fault() {
        return UNTRACED;
    }

    /** Returns the operating system's id of the thread; of the carrier for a virtual one. */
    final int tid() {
        var its = slot();
        return its == null ? 0 : its.tid();
    }
}
