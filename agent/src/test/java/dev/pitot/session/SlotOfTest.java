package dev.pitot.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.report.text.Log2Histogram;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code slot_of} of histogram.c, line by line in Java: the slot of a quotient without a division, for all 64 bits. */
class SlotOfTest {
    private static long slotOf(long nanos, long unit, int powerBelow) {
        if (Long.compareUnsigned(nanos, 2 * unit) < 0) {
            return 1;
        }
        var k = Log2Histogram.slot(nanos) - 1 - powerBelow;
        return Long.compareUnsigned(nanos, unit << k) >= 0 ? k + 1 : k;
    }

    @ParameterizedTest
    @CsvSource({"1000, 9", "1000000, 19"})
    void atBothSidesOfEachBound(long unit, int powerBelow) {
        for (var bound = unit; bound > 0; bound <<= 1) {
            for (var nanos = bound - 2; nanos <= bound + 2; nanos++) {
                assertThat(slotOf(nanos, unit, powerBelow)).as("%d ns", nanos).isEqualTo(Log2Histogram.slot(nanos / unit));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1000, 9", "1000000, 19"})
    void forAnyTime(long unit, int powerBelow) {
        var random = new Random(23);
        for (var i = 0; i < 1_000_000; i++) {
            var nanos = random.nextLong() >>> random.nextInt(1, 64);
            if (slotOf(nanos, unit, powerBelow) != Log2Histogram.slot(nanos / unit)) {
                throw new AssertionError(nanos + " ns");
            }
        }
    }
}
