package dev.pitot.spans;

import dev.pitot.kernel.SpanSlots;
import org.jspecify.annotations.Nullable;

/**
 * What recordings want of spans, and where accounts are read.
 *
 * @param number tells settings with other accounts apart; a span ends under the number that it began under
 * @param threshold shortest span that becomes an event, in nanoseconds
 * @param slots null: no account can be read
 * @param noSlots why not
 */
record SpanSettings(int number, long threshold, @Nullable SpanSlots slots, String noSlots) {
    static final SpanSettings OFF = new SpanSettings(0, Long.MAX_VALUE, null, "");
    private static final int NUMBERS = 1 << 14;

    /** Returns other settings. Spans that are open go on if only the threshold differs. */
    SpanSettings next(long threshold, @Nullable SpanSlots slots, String noSlots) {
        var isSame =
                number > 0 && this.threshold < Long.MAX_VALUE && slots == this.slots && noSlots.equals(this.noSlots);
        return new SpanSettings(isSame ? number : number % NUMBERS + 1, threshold, slots, noSlots);
    }

    SpanSettings off() {
        return new SpanSettings(number, Long.MAX_VALUE, null, "");
    }
}
