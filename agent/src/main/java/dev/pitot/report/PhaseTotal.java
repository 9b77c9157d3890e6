package dev.pitot.report;

/** All phases of one type together. Phases nest, so the totals of two types may hold the same time twice. */
public record PhaseTotal(String type, long count, long durationNanos, Bill bill, Activity activity) {

    static PhaseTotal none(String type) {
        return new PhaseTotal(type, 0, 0, Bill.NONE, Activity.NONE);
    }

    PhaseTotal plus(Phase phase) {
        return new PhaseTotal(
                type,
                count + 1,
                durationNanos + phase.durationNanos(),
                bill.plus(phase.bill()),
                activity.plus(phase.activity()));
    }
}
