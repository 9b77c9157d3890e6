package dev.pitot.record;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import jdk.jfr.Event;

/**
 * Sets an event's start and duration to what the kernel saw. JFR adds the private fields {@code startTime} and {@code duration}
 * to every event class when it loads it, both in ticks (jdk.jfr.internal.EventInstrumentation), and {@code commit()} keeps
 * what is set in them.
 */
final class EventTimes<E extends Event> {
    private final VarHandle startTime;
    private final VarHandle duration;
    private final Clock clock;

    EventTimes(Class<E> type, Clock clock) {
        var lookup = MethodHandles.lookup();
        startTime = handle(type, "startTime", lookup);
        duration = handle(type, "duration", lookup);
        this.clock = clock;
    }

    void set(E event, long startNanos, long endNanos) {
        startTime.set(event, clock.ticks(startNanos));
        duration.set(event, clock.durationTicks(endNanos - startNanos));
    }

    static VarHandle handle(Class<?> type, String field, MethodHandles.Lookup lookup) {
        try {
            return MethodHandles.privateLookupIn(type, lookup).findVarHandle(type, field, long.class);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this JDK's JFR has no field " + field + " in " + type.getName(), e);
        }
    }
}
