package dev.pitot.report.model;

/**
 * What a thread spent a stretch of time on, in nanoseconds. The five parts add up to its duration.
 *
 * @param unaccountedNanos time that the four others do not explain; may be negative
 */
public record Bill(long onCpuNanos, long runQueueNanos, long ioWaitNanos, long blockedNanos, long unaccountedNanos) {

    /** A bill without time. */
    public static final Bill NONE = new Bill(0, 0, 0, 0, 0);

    /**
     * Reads the bill of an event. It recomputes {@code unaccounted} from the duration. So an error of the recording,
     * such as an absent field, appears there, and the parts still add up.
     */
    static Bill of(EventFields event, long durationNanos) {
        var onCpu = event.nanos("onCpu");
        var runQueue = event.nanos("runQueue");
        var ioWait = event.nanos("ioWait");
        var blocked = event.nanos("blocked");
        return new Bill(onCpu, runQueue, ioWait, blocked, durationNanos - onCpu - runQueue - ioWait - blocked);
    }

    /** Returns the sum of both bills. */
    public Bill plus(Bill other) {
        return new Bill(
                onCpuNanos + other.onCpuNanos,
                runQueueNanos + other.runQueueNanos,
                ioWaitNanos + other.ioWaitNanos,
                blockedNanos + other.blockedNanos,
                unaccountedNanos + other.unaccountedNanos);
    }

    /** Returns the sum of the parts, which is the duration. */
    public long totalNanos() {
        return onCpuNanos + runQueueNanos + ioWaitNanos + blockedNanos + unaccountedNanos;
    }

    /** Returns the parts in the order of the record. */
    public long[] parts() {
        return new long[] {onCpuNanos, runQueueNanos, ioWaitNanos, blockedNanos, unaccountedNanos};
    }
}
