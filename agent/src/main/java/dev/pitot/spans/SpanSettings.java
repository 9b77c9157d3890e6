package dev.pitot.spans;

import dev.pitot.kernel.SpanSlots;
import org.jspecify.annotations.Nullable;

/**
 * What recordings want of spans, and where accounts are read.
 *
 * @param number tells these settings from others of late
 * @param threshold shortest span that becomes an event, in nanoseconds
 * @param slots null: no account can be read
 * @param noSlots why not
 */
record SpanSettings(int number, long threshold, @Nullable SpanSlots slots, String noSlots) {
    static final SpanSettings OFF = new SpanSettings(0, Long.MAX_VALUE, null, "");
    private static final int NUMBERS = 1 << 14;

    SpanSettings next(long threshold, @Nullable SpanSlots slots, String noSlots) {
        return new SpanSettings(number % NUMBERS + 1, threshold, slots, noSlots);
    }

    boolean isLike(SpanSettings other) {
        return threshold == other.threshold && slots == other.slots && noSlots.equals(other.noSlots);
    }
}
