package dev.pitot.report.model;

/**
 * The sum of all phases of a type. A phase inside another of its type counts, and its time belongs to the outer one.
 *
 * @param count number of all phases
 * @param outermost number of phases in no other; {@code durationNanos}, {@code bill} and {@code activity} are the sums
 *     of these. The totals of two types may include the same time
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
