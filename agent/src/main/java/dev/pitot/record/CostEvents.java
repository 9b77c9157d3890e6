package dev.pitot.record;

import dev.pitot.jfr.ProbeCost;

/** Commits what was measured in a stretch of time as events of exactly that stretch. */
public final class CostEvents {
    private final Clock clock;
    private final EventTimes<ProbeCost> times;

    /** @param ticksPerSecond of JFR's clock, 0 when not known */
    public CostEvents(long ticksPerSecond) {
        clock = new Clock(ticksPerSecond);
        times = new EventTimes<>(ProbeCost.class, clock);
    }

    /** From {@code start} to {@code end}, CLOCK_MONOTONIC in nanoseconds. */
    public void commit(Iterable<ProbeCost> events, long start, long end) {
        clock.recalibrate();
        for (var event : events) {
            times.set(event, start, end);
            event.commit();
        }
    }
}
