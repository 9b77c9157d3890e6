package dev.pitot.report.model;

/**
 * What a span's time was spent on, in nanoseconds. The six parts add up to its duration.
 *
 * @param unmountedNanos time in which a virtual thread was on no carrier; 0 in recordings that do not have it
 * @param unaccountedNanos time that the others do not explain: all of it where there is no bill
 */
public record SpanBill(
        long onCpuNanos,
        long runQueueNanos,
        long ioWaitNanos,
        long blockedNanos,
        long unmountedNanos,
        long unaccountedNanos) {

    /** A bill without time. */
    public static final SpanBill NONE = new SpanBill(0, 0, 0, 0, 0, 0);

    static SpanBill of(EventFields event, long durationNanos) {
        var bill = Bill.of(event, durationNanos);
        var unmounted = event.nanos("unmounted");
        return new SpanBill(
                bill.onCpuNanos(),
                bill.runQueueNanos(),
                bill.ioWaitNanos(),
                bill.blockedNanos(),
                unmounted,
                bill.unaccountedNanos() - unmounted);
    }

    /** Returns the sum of both bills. */
    public SpanBill plus(SpanBill other) {
        return new SpanBill(
                onCpuNanos + other.onCpuNanos,
                runQueueNanos + other.runQueueNanos,
                ioWaitNanos + other.ioWaitNanos,
                blockedNanos + other.blockedNanos,
                unmountedNanos + other.unmountedNanos,
                unaccountedNanos + other.unaccountedNanos);
    }

    /** Returns the parts in the order of the record. */
    public long[] parts() {
        return new long[] {onCpuNanos, runQueueNanos, ioWaitNanos, blockedNanos, unmountedNanos, unaccountedNanos};
    }
}
