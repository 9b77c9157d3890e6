package dev.pitot.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.report.text.Log2Histogram;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The bounds of slots are those of BCC's {@code bpf_log2l}, as {@link Log2Histogram} has it too. */
class SlotsTest {
    static IntStream slots() {
        return IntStream.rangeClosed(1, Layout.SLOTS - 1);
    }

    @ParameterizedTest
    @MethodSource("slots")
    void theLeastAndTheLargestValueOfASlotAreInIt(int slot) {
        assertThat(Log2Histogram.slot(Slots.atLeast(slot))).isEqualTo(slot);
        assertThat(Log2Histogram.slot(Slots.below(slot) - 1)).isEqualTo(slot);
        assertThat(Slots.atLeast(slot)).isLessThan(Slots.below(slot));
    }

    @ParameterizedTest
    @MethodSource("slots")
    void slotsFollowOneAnother(int slot) {
        if (slot > 1) {
            assertThat(Slots.atLeast(slot)).isEqualTo(Slots.below(slot - 1));
        } else {
            assertThat(Slots.atLeast(slot)).isZero();
        }
    }

    @Test
    void whatWasThereBeforeIsTakenOff() {
        var now = slots(7, 5, 1);
        now.add(memory(7, 2, 3), 0);
        var less = now.minus(slots(7, 4, 1));
        assertThat(less.counts()).containsExactly(slots(7, 3, 0).counts());
        assertThat(less.totals()[7]).isEqualTo(3);
    }

    private static Slots slots(int slot, long count, long total) {
        var slots = Slots.none();
        slots.add(memory(slot, count, total), 0);
        return slots;
    }

    private static java.lang.foreign.MemorySegment memory(int slot, long count, long total) {
        var memory = Arena.ofAuto().allocate((long) Layout.SLOTS * Layout.SLOT_SIZE, 8);
        memory.set(ValueLayout.JAVA_LONG, (long) slot * Layout.SLOT_SIZE + Layout.SLOT_COUNT, count);
        memory.set(ValueLayout.JAVA_LONG, (long) slot * Layout.SLOT_SIZE + Layout.SLOT_TOTAL, total);
        return memory;
    }
}
