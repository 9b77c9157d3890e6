package dev.pitot.spans;

import dev.pitot.kernel.SpanSlots.Slot;
import dev.pitot.record.Layout;
import org.jspecify.annotations.Nullable;

/** Looks for switches of a slot's thread that went untraced. Each is told once. */
final class SlotFaults {
    /** There is none. */
    static final long NEVER = Long.MAX_VALUE;

    /** There is one, and it is not known when it was. */
    static final long ALWAYS = Long.MIN_VALUE;

    private @Nullable Slot slot;
    private long stale;
    private long lost;

    /** Forgets all that was before. */
    void follow(@Nullable Slot next) {
        slot = next;
        stale = next == null ? 0 : next.stale();
        lost = next == null ? 0 : next.lost();
    }

    /** Goes on where another has come to. */
    void follow(SlotFaults other) {
        slot = other.slot;
        stale = other.stale;
        lost = other.lost;
    }

    @Nullable
    Slot slot() {
        return slot;
    }

    /** Returns since when readings are wrong: the first new fault after a time, {@link #ALWAYS} or {@link #NEVER}. */
    long next(long after) {
        var its = slot;
        if (its == null) {
            return NEVER;
        }
        var nowLost = its.lost();
        var nowStale = its.stale();
        if (nowLost == lost && nowStale == stale) {
            return NEVER;
        }
        var isKnown = nowLost == lost && nowStale - stale <= Layout.STALE_READINGS;
        var first = isKnown ? NEVER : ALWAYS;
        for (var time = stale; isKnown && time < nowStale; time++) {
            var since = its.staleSince(time);
            first = since > after ? Math.min(first, since) : first;
        }
        lost = nowLost;
        stale = nowStale;
        return first;
    }
}
