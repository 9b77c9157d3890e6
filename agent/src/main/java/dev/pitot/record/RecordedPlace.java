package dev.pitot.record;

import dev.pitot.jfr.InSpan;
import dev.pitot.plan.EventKind;

/** Reads the phase and the span that a record's thread was in. */
final class RecordedPlace {
    private final RecordFields in;
    private final KnownSpans spans;

    RecordedPlace(RecordFields in, KnownSpans spans) {
        this.in = in;
        this.spans = spans;
    }

    /**
     * @param phase offset of the phase
     * @param span offset of the {@code struct span_name}
     */
    void set(InSpan event, long phase, long span) {
        event.phase = EventKind.phaseName(in.i32(phase));
        var id = in.i64(span + Layout.SPAN_NAME_ID);
        event.span = id == 0 ? null : spans.name(in.i32(span + Layout.SPAN_NAME_METHOD));
        event.spanId = event.span == null ? 0 : id;
    }
}
