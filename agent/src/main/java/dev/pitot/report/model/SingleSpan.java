package dev.pitot.report.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One span.
 *
 * @param tags tags that the program gave it, or null
 * @param waitedForCarrierNanos part of the unmounted time in which the virtual thread could have run
 * @param noBill reason why the bill is not known, or null
 */
public record SingleSpan(
        Instant start,
        SpanKey key,
        ThreadRef thread,
        long durationNanos,
        SpanBill bill,
        @Nullable String tags,
        long waitedForCarrierNanos,
        @Nullable String noBill) {

    public static SingleSpan of(EventFields event) {
        var duration = event.durationNanos();
        return new SingleSpan(
                event.start(),
                SpanKey.of(event),
                ThreadRef.of(event),
                duration,
                SpanBill.of(event, duration),
                event.text("tags"),
                event.nanos("waitedForCarrier"),
                event.text("noBill"));
    }
}
