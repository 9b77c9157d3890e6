package dev.pitot.report.model;

/** The sum of all {@code pitot.ThreadCpu} windows of a thread. */
public record CpuTotal(ThreadRef thread, long windowNanos, Bill bill, Activity activity) {

    public static CpuTotal none(ThreadRef thread) {
        return new CpuTotal(thread, 0, Bill.NONE, Activity.NONE);
    }

    public CpuTotal plus(EventFields event) {
        var window = event.durationNanos();
        return new CpuTotal(
                thread, windowNanos + window, bill.plus(Bill.of(event, window)), activity.plus(Activity.of(event)));
    }
}
