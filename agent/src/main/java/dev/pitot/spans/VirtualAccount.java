package dev.pitot.spans;

import dev.pitot.bpf.BpfException;
import dev.pitot.kernel.SpanSlots.Slot;
import org.jspecify.annotations.Nullable;

/**
 * The account of a virtual thread: what was booked for its carriers while they ran it. The account of the carrier is taken
 * off at the mount and added at the unmount, so together with the carrier's present one it is the thread's own.
 *
 * <p>The thread itself uses it while it is mounted, and its carrier and whoever submits it while it is not. Never do two of
 * them at once: the JDK hands the thread over by its state, which is volatile.
 */
final class VirtualAccount extends ThreadAccount {
    private static final String MISSED = "the JVM did not tell of a mount of the virtual thread";

    private final long[] carriers = new long[READING];
    private final long[] now = new long[READING];
    private boolean isMounted = true;
    private boolean isMissed;
    private boolean isWrong;
    private long mountedAt = ALWAYS;
    private long unmountedAt = ALWAYS;
    private long submittedAt;
    private long waited;
    private @Nullable String noSlot;

    /** The account of the current thread, which is mounted. */
    VirtualAccount(Slot carrier) {
        super(carrier);
    }

    /** @param isRead whether a span is open; else no one will ask for the time before */
    void submitted(boolean isRead) {
        submittedAt = isRead ? System.nanoTime() : 0;
    }

    /** @param noCarrier why the carrier has no slot */
    void mounted(@Nullable Slot carrier, String noCarrier, boolean isRead) {
        isMissed |= isMounted;
        isWrong |= isMounted || nextFault(mountedAt) <= unmountedAt; // it lacks a wait that was booked too late
        isMounted = true;
        noSlot = carrier == null ? noCarrier : null;
        use(carrier);
        if (isRead) {
            isWrong |= carrier == null;
            add(-1);
            mountedAt = now[TIME];
            waited += submittedAt == 0 ? 0 : now[TIME] - submittedAt;
        }
        submittedAt = 0;
    }

    void unmounted(boolean isRead) {
        if (isRead) {
            add(1);
            unmountedAt = now[TIME];
        }
        isMissed |= !isMounted;
        isWrong |= !isMounted || super.wrongSince() != NEVER;
        isMounted = false;
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

    /** A switch that went untraced before the mount makes what was taken off there wrong. */
    @Override
    long wrongSince() {
        var since = super.wrongSince();
        var isAll = isWrong || since <= mountedAt;
        isWrong = false;
        return isAll ? ALWAYS : since;
    }

    @Override
    boolean refresh() throws BpfException {
        var isMine = super.refresh();
        isMissed |= !isMine && slot() != null;
        return isMine;
    }

    @Override
    String fault() {
        var none = noSlot;
        return none != null ? none : isMissed ? MISSED : super.fault();
    }
}
