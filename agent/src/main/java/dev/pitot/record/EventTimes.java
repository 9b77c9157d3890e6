package dev.pitot.record;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.stream.Stream;
import jdk.jfr.Event;

/**
 * Sets an event's start and duration to the kernel's times.
 *
 * <p>JFR adds the private fields {@code startTime} and {@code duration} to every event class when it loads the class.
 * Both are in ticks (jdk.jfr.internal.EventInstrumentation). {@code commit()} keeps values that are already set.
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

    /** Sets times of {@code System.nanoTime()}. */
    void set(E event, long startNanos, long endNanos) {
        startTime.set(event, clock.ticks(startNanos));
        duration.set(event, clock.durationTicks(endNanos - startNanos));
    }

    /** Sets times of a kernel record. */
    void setKernel(E event, long startNanos, long endNanos) {
        startTime.set(event, clock.kernelTicks(startNanos));
        duration.set(event, clock.durationTicks(endNanos - startNanos));
    }

    static VarHandle handle(Class<?> type, String field, MethodHandles.Lookup lookup) {
        try {
            return MethodHandles.privateLookupIn(type, lookup).findVarHandle(type, field, long.class);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this JDK's JFR has no field " + field + " in " + type.getName(), e);
        }
    }

    /** Checks that JFR adds the fields, before anything relies on them. */
    static void requireFields(Class<? extends Event> type) throws NoSuchFieldException {
        for (var field : List.of("startTime", "duration")) {
            if (Stream.of(type.getDeclaredFields())
                    .noneMatch(has -> has.getName().equals(field))) {
                throw new NoSuchFieldException("this JDK's JFR adds no field " + field + " to its event classes");
            }
        }
    }
}
