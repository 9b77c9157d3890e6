package dev.pitot.spans;

import dev.pitot.bpf.BpfException;
import dev.pitot.kernel.SpanSlots.Slot;
import org.jspecify.annotations.Nullable;

/**
 * The account of a virtual thread: what was booked for its carriers while they ran it. The account of the carrier is taken
 * off at the mount and added at the unmount, so together with the carrier's present one it is the thread's own.
 *
 * <p>The thread itself uses it while it is mounted, and its carrier while it is not. Never do both at once: the JDK hands the
 * thread over by its state, which is volatile. Only {@link #submitted} may come at any time, from any thread.
 */
final class VirtualAccount extends ThreadAccount {
    private static final String MISSED = "the JVM did not tell of a mount of the virtual thread";

    private final long[] carriers = new long[READING];
    private final long[] now = new long[READING];
    private final SlotFaults left = new SlotFaults();
    private long leftFrom;
    private long leftUntil;
    private volatile boolean isMounted = true;
    private boolean isMissed;
    private boolean isWrong;
    private long mountedAt = SlotFaults.ALWAYS;
    private long unmountedAt = SlotFaults.ALWAYS;
    private long submittedAt;
    private long waited;
    private @Nullable String noSlot;

    /** The account of the current thread, which is mounted. */
    VirtualAccount(Slot carrier) {
        super(carrier);
    }

    /**
     * The thread may run meanwhile, if this is no true submission: {@code VirtualThread.tryGetStackTrace} submits a thread
     * again that is in the queue. The first stamp holds, and none while the thread is mounted.
     *
     * @param isRead whether a span is open; else no one will ask for the time before
     */
    void submitted(boolean isRead) {
        if (isRead && !isMounted && submittedAt == 0) {
            submittedAt = System.nanoTime();
        }
    }

    /** @param noCarrier why the carrier has no slot */
    void mounted(@Nullable Slot carrier, String noCarrier, boolean isRead) {
        noteMissed(isMounted, isRead);
        left.follow(faults());
        leftFrom = mountedAt;
        leftUntil = unmountedAt;
        faults().follow(carrier);
        noSlot = carrier == null ? noCarrier : null;
        if (isRead) {
            isWrong |= carrier == null;
            add(-1);
            mountedAt = now[TIME];
            waited += submittedAt == 0 ? 0 : Math.max(now[TIME] - submittedAt, 0);
        }
        isMounted = true;
        submittedAt = 0;
    }

    void unmounted(boolean isRead) {
        if (isRead) {
            add(1);
            unmountedAt = now[TIME];
        }
        noteMissed(!isMounted, isRead);
        isWrong |= super.wrongSince() != SlotFaults.NEVER && isRead;
        submittedAt = 0;
        isMounted = false;
    }

    /** A turn of the other kind should have come before. */
    private void noteMissed(boolean isSo, boolean isRead) {
        isMissed = isSo || (isMissed && isRead);
        isWrong |= isSo && isRead;
    }

    /** Adds the carrier's account, or takes it off. */
    private void add(int sign) {
        var carrier = slot();
        if (carrier == null || !carrier.read(now, 0)) {
            isWrong = true;
            now[TIME] = System.nanoTime();
            return;
        }
        for (var i = 0; i < MOUNTED; i++) {
            carriers[i] += sign * now[i];
        }
    }

    @Override
    boolean read(long[] to, int at) {
        var carrier = slot();
        isMissed |= !isMounted;
        if (!isMounted || carrier == null || !carrier.read(to, at)) {
            return false;
        }
        to[at + MOUNTED] = to[at + TIME] + carriers[TIME];
        for (var i = TOTALS; i < MOUNTED; i++) {
            to[at + i] += carriers[i];
        }
        to[at + WAITED_FOR_CARRIER] = waited;
        return true;
    }

    /**
     * Two more faults make the account wrong as a whole: one before the mount makes what was taken off there wrong, and a
     * wait on the carrier before may have been booked after the unmount. Of carriers before that one, nothing is known.
     */
    @Override
    long wrongSince() {
        var since = super.wrongSince();
        var isAll = isWrong || since <= mountedAt || left.next(leftFrom) <= leftUntil;
        isWrong = false;
        return isAll ? SlotFaults.ALWAYS : since;
    }

    /** A carrier's slot is not this thread's any more if a mount was not told. */
    @Override
    @Nullable
    Slot runsOn() {
        return isMounted ? super.runsOn() : null;
    }

    @Override
    boolean refresh() throws BpfException {
        var carrier = slot();
        if (carrier == null) {
            return false;
        }
        var has = carrier.refresh();
        isMissed |= has != carrier.number() && has != Slot.NONE;
        return has == carrier.number();
    }

    @Override
    String fault() {
        var none = noSlot;
        return none != null ? none : isMissed ? MISSED : super.fault();
    }
}
