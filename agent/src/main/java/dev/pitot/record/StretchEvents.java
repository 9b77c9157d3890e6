package dev.pitot.record;

import java.util.List;
import jdk.jfr.Event;

/** Commits events about a window, with exactly its start and end. Not thread-safe. */
public final class StretchEvents<E extends Event> {
    private final Clock clock;
    private final EventTimes<E> times;

    /**
     * Creates a writer for one event type.
     *
     * @param ticksPerSecond frequency of JFR's clock; 0 if unknown
     */
    public StretchEvents(Class<E> type, long ticksPerSecond) {
        clock = new Clock(ticksPerSecond);
        times = new EventTimes<>(type, clock);
    }

    /** Commits events from {@code start} to {@code end}, CLOCK_MONOTONIC in nanoseconds. */
    public void commit(List<E> events, long start, long end) {
        clock.recalibrate();
        for (var event : events) {
            times.set(event, start, end);
            event.commit();
        }
    }
}
