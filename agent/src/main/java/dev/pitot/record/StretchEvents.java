package dev.pitot.record;

import java.util.List;
import jdk.jfr.Event;

/** Commits what is the case in a stretch of time as events of exactly that stretch. For one thread at a time. */
public final class StretchEvents<E extends Event> {
    private final Clock clock;
    private final EventTimes<E> times;

    /** @param ticksPerSecond of JFR's clock, 0 when not known */
    public StretchEvents(Class<E> type, long ticksPerSecond) {
        clock = new Clock(ticksPerSecond);
        times = new EventTimes<>(type, clock);
    }

    /** From {@code start} to {@code end}, CLOCK_MONOTONIC in nanoseconds. */
    public void commit(List<E> events, long start, long end) {
        clock.recalibrate();
        for (var event : events) {
            times.set(event, start, end);
            event.commit();
        }
    }
}
