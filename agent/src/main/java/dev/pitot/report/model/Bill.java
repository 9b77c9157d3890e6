package dev.pitot.report.model;

/**
 * What a stretch of time on one thread was spent on, in nanoseconds; the five parts add up to its duration.
 *
 * @param unaccountedNanos what the four others do not explain; may be negative
 */
public record Bill(long onCpuNanos, long runQueueNanos, long ioWaitNanos, long blockedNanos, long unaccountedNanos) {

    /** Of no time at all. */
    public static final Bill NONE = new Bill(0, 0, 0, 0, 0);

    /**
     * The bill of an event. {@code unaccounted} is worked out again from the duration, so that an error of the
     * recording itself (a clock conversion, an absent field) shows there, rather than in a sum that does not close.
     */
    static Bill of(EventFields event, long durationNanos) {
        var onCpu = event.nanos("onCpu");
        var runQueue = event.nanos("runQueue");
        var ioWait = event.nanos("ioWait");
        var blocked = event.nanos("blocked");
        return new Bill(onCpu, runQueue, ioWait, blocked, durationNanos - onCpu - runQueue - ioWait - blocked);
    }

    /** Both bills in one. */
    public Bill plus(Bill other) {
        return new Bill(
                onCpuNanos + other.onCpuNanos,
                runQueueNanos + other.runQueueNanos,
                ioWaitNanos + other.ioWaitNanos,
                blockedNanos + other.blockedNanos,
                unaccountedNanos + other.unaccountedNanos);
    }

    /** The duration that the parts add up to. */
    public long totalNanos() {
        return onCpuNanos + runQueueNanos + ioWaitNanos + blockedNanos + unaccountedNanos;
    }

    /** The parts in the order of the record. */
    public long[] parts() {
        return new long[] {onCpuNanos, runQueueNanos, ioWaitNanos, blockedNanos, unaccountedNanos};
    }
}
