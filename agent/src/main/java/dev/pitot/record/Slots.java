package dev.pitot.record;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * The slots of a histogram, numbered as by BCC's {@code bpf_log2l}: slot 1 has the values 0 and 1, slot i those from
 * 2^(i-1) to 2^i - 1, in whole units. Each slot has a count, and a sum in nanoseconds.
 */
public record Slots(long[] counts, long[] totals) {
    public static Slots none() {
        return new Slots(new long[Layout.SLOTS], new long[Layout.SLOTS]);
    }

    /** Adds a {@code struct histogram}. */
    public void add(MemorySegment memory, long offset) {
        for (var slot = 0; slot < Layout.SLOTS; slot++) {
            var at = offset + (long) slot * Layout.SLOT_SIZE;
            counts[slot] += memory.get(ValueLayout.JAVA_LONG, at + Layout.SLOT_COUNT);
            totals[slot] += memory.get(ValueLayout.JAVA_LONG, at + Layout.SLOT_TOTAL);
        }
    }

    public Slots minus(Slots earlier) {
        var less = none();
        for (var slot = 0; slot < Layout.SLOTS; slot++) {
            less.counts[slot] = counts[slot] - earlier.counts[slot];
            less.totals[slot] = totals[slot] - earlier.totals[slot];
        }
        return less;
    }

    public boolean areEmpty() {
        return Arrays.stream(counts).allMatch(count -> count == 0);
    }

    /** Returns the smallest value of a slot, in units. */
    static long atLeast(int slot) {
        return slot <= 1 ? 0 : 1L << (slot - 1);
    }

    /** Returns one more than the largest value of a slot. */
    static long below(int slot) {
        return slot >= Layout.SLOTS - 1 ? Long.MAX_VALUE : Math.max(2, 1L << slot);
    }
}
