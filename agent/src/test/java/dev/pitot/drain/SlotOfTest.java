package dev.pitot.drain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.report.text.Log2Histogram;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code slot_of} of histogram.h, line by line in Java: the slot of a quotient without a division, for all times below 2^63 ns. */
class SlotOfTest {
    private static long gt(long v, long most) {
        return most - v >>> 63;
    }

    private static long max(long a, long b) {
        return b + (a - b) * gt(a, b);
    }

    private static long log2Floor(long v) {
        var power = gt(v, 0xffffffffL) << 5;
        power += gt(v >>> power, 0xffff) << 4;
        power += gt(v >>> power, 0xff) << 3;
        power += gt(v >>> power, 0xf) << 2;
        power += gt(v >>> power, 0x3) << 1;
        return power + gt(v >>> power, 0x1);
    }

    private static long slotOf(long nanos, long unit, int log2) {
        var k = max(log2Floor(nanos), log2) - log2;
        return max(k + 1 - gt(unit << k, nanos), 1);
    }

    @ParameterizedTest
    @CsvSource({"1000, 9", "1000000, 19"})
    void ofTheLeast(long unit, int log2) {
        for (var nanos = 0; nanos < 5000; nanos++) {
            assertThat(slotOf(nanos, unit, log2)).as("%d ns", nanos).isEqualTo(Log2Histogram.slot(nanos / unit));
        }
    }

    @ParameterizedTest
    @CsvSource({"1000, 9", "1000000, 19"})
    void atBothSidesOfEachBound(long unit, int log2) {
        for (var bound = unit; bound > 0; bound <<= 1) {
            for (var nanos = bound - 2; nanos <= bound + 2; nanos++) {
                assertThat(slotOf(nanos, unit, log2)).as("%d ns", nanos).isEqualTo(Log2Histogram.slot(nanos / unit));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1000, 9", "1000000, 19"})
    void forAnyTime(long unit, int log2) {
        var random = new Random(23);
        for (var i = 0; i < 1_000_000; i++) {
            var nanos = random.nextLong() >>> random.nextInt(1, 64);
            if (slotOf(nanos, unit, log2) != Log2Histogram.slot(nanos / unit)) {
                throw new AssertionError(nanos + " ns");
            }
        }
    }
}
