package dev.pitot.report.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Log2HistogramTest {

    private static final int WIDTH = 80;

    private static long[] slots(long... counts) {
        return Arrays.copyOf(counts, Log2Histogram.SLOTS);
    }

    @Test
    void rowsGoFromZeroToTheLastThatIsNotEmpty() {
        assertThat(Log2Histogram.lines(slots(0, 0, 23, 46, 0, 1), "usecs", WIDTH))
                .containsExactly(
                        "     usecs               : count     distribution",
                        "         0 -> 1          : 0        |                                        |",
                        "         2 -> 3          : 23       |********************                    |",
                        "         4 -> 7          : 46       |****************************************|",
                        "         8 -> 15         : 0        |                                        |",
                        "        16 -> 31         : 1        |                                        |");
    }

    @Test
    void fromSlot33OnTheRowsAreWide() {
        var slots = slots();
        slots[32] = 1;
        assertThat(Log2Histogram.lines(slots, "msecs", WIDTH))
                .hasSize(33)
                .last()
                .isEqualTo("2147483648 -> 4294967295 : 1        |****************************************|");
        slots[63] = 2;
        assertThat(Log2Histogram.lines(slots, "msecs", WIDTH))
                .hasSize(64)
                .startsWith("               msecs                         : count     distribution")
                .endsWith(" 4611686018427387904 -> 9223372036854775807  : 2        |********************|");
    }

    @Test
    void nothingIsNoLine() {
        assertThat(Log2Histogram.lines(slots(), "usecs", WIDTH)).isEmpty();
        assertThat(Log2Histogram.lines(slots(23), "usecs", WIDTH)).isEmpty();
        assertThat(Log2Histogram.lines(slots(0, -1, Long.MIN_VALUE), "usecs", WIDTH))
                .isEmpty();
    }

    @Test
    void whereALongCountWouldBreakTheLineThereAreFewerStars() {
        var lines = Log2Histogram.lines(slots(0, Long.MAX_VALUE, Long.MAX_VALUE / 2, -1), "usecs", WIDTH);
        assertThat(lines).hasSize(3).allMatch(line -> line.length() <= WIDTH);
        assertThat(lines.get(1)).hasSize(WIDTH).endsWith(": 9223372036854775807 |" + "*".repeat(31) + "|");
    }

    @ParameterizedTest
    @CsvSource({"0,1", "1,1", "2,2", "3,2", "4,3", "1023,10", "1024,11", "4294967296,33", "9223372036854775807,63"})
    void aValueHasTheSlotThatBpfLog2lGivesIt(long value, int slot) {
        assertThat(Log2Histogram.slot(value)).isEqualTo(slot);
    }
}
