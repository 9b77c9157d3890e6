package dev.pitot.drain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.report.text.Log2Histogram;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code slot_of} of histogram.c, line by line in Java: the slot of a quotient without a division, for all times below 2^63 ns. */
class SlotOfTest {
    private static long above(long v, long most) {
        return most - v >>> 63;
    }

    private static long larger(long a, long b) {
        return b + (a - b) * above(a, b);
    }

    private static long powerOf(long v) {
        var power = above(v, 0xffffffffL) << 5;
        power += above(v >>> power, 0xffff) << 4;
        power += above(v >>> power, 0xff) << 3;
        power += above(v >>> power, 0xf) << 2;
        power += above(v >>> power, 0x3) << 1;
        return power + above(v >>> power, 0x1);
    }

    private static long slotOf(long nanos, long unit, int powerBelow) {
        var k = larger(powerOf(nanos), powerBelow) - powerBelow;
        return larger(k + 1 - above(unit << k, nanos), 1);
    }

    @ParameterizedTest
    @CsvSource({"1000, 9", "1000000, 19"})
    void ofTheLeast(long unit, int powerBelow) {
        for (var nanos = 0; nanos < 5000; nanos++) {
            assertThat(slotOf(nanos, unit, powerBelow)).as("%d ns", nanos).isEqualTo(Log2Histogram.slot(nanos / unit));
        }
    }

    @ParameterizedTest
    @CsvSource({"1000, 9", "1000000, 19"})
    void atBothSidesOfEachBound(long unit, int powerBelow) {
        for (var bound = unit; bound > 0; bound <<= 1) {
            for (var nanos = bound - 2; nanos <= bound + 2; nanos++) {
                assertThat(slotOf(nanos, unit, powerBelow))
                        .as("%d ns", nanos)
                        .isEqualTo(Log2Histogram.slot(nanos / unit));
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
