package dev.pitot.report.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One phase of the JVM, with a begin, an end and a bill.
 *
 * @param type event name without {@code pitot.}
 * @param what class, method or operation that distinguishes it from others of its type; may be empty
 * @param workers bill of the worker threads; for collections only
 */
public record Phase(
        Instant start,
        String type,
        String what,
        ThreadRef thread,
        long durationNanos,
        Bill bill,
        Activity activity,
        @Nullable Workers workers) {

    public static Phase of(String type, EventFields event) {
        var duration = event.durationNanos();
        return new Phase(
                event.start(),
                type,
                PhaseSubject.of(type, event),
                ThreadRef.of(event),
                duration,
                Bill.of(event, duration),
                Activity.of(event),
                Workers.of(event));
    }
}
