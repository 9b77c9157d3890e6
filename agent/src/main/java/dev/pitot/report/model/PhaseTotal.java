package dev.pitot.report.model;

/**
 * All phases of one type together. Those that are inside another of the type count, and their time is that of the outer one.
 *
 * @param count of all
 * @param outermost of those in no other: {@code durationNanos}, {@code bill} and {@code activity} are the sums of these. The totals of two
 *     types may hold the same time twice
 */
public record PhaseTotal(String type, long count, long outermost, long durationNanos, Bill bill, Activity activity) {
    public static PhaseTotal none(String type) {
        return new PhaseTotal(type, 0, 0, 0, Bill.NONE, Activity.NONE);
    }

    public PhaseTotal plus(Phase phase, boolean isOutermost) {
        return isOutermost
                ? new PhaseTotal(
                        type,
                        count + 1,
                        outermost + 1,
                        durationNanos + phase.durationNanos(),
                        bill.plus(phase.bill()),
                        activity.plus(phase.activity()))
                : new PhaseTotal(type, count + 1, outermost, durationNanos, bill, activity);
    }
}
