package dev.pitot.report.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RoundingTest {

    @Test
    void whatIsMissingGoesToTheLargestRemainders() {
        assertThat(Rounding.parts(new long[] {1_400, 1_700, 1_900, 0, 0}, 1000)).containsExactly(1, 2, 2, 0, 0);
    }

    @Test
    void aTinyNegativeResidualIsNothing() {
        assertThat(Rounding.parts(new long[] {5_001, 0, 0, 0, -1}, 1000)).containsExactly(5, 0, 0, 0, 0);
    }

    @Test
    void partsAlwaysAddUpToTheRoundedSum() {
        var random = new Random(23);
        for (int i = 0; i < 10_000; i++) {
            var parts = random.longs(5, -10, 1L << random.nextInt(4, 50)).toArray();
            var grain = (long) Math.pow(10, random.nextInt(7));
            var sum = LongStream.of(parts).sum();
            assertThat(LongStream.of(Rounding.parts(parts, grain)).sum()).isEqualTo(Rounding.half(sum, grain));
        }
    }

    @Test
    void sharesAreAWhole() {
        assertThat(Rounding.permille(new long[] {1, 1, 1, 0, 0})).containsExactly(334, 333, 333, 0, 0);
        assertThat(Rounding.permille(new long[] {Long.MAX_VALUE / 4, Long.MAX_VALUE / 4, 0, 0, 0}))
                .containsExactly(500, 500, 0, 0, 0);
        assertThat(Rounding.permille(new long[5])).containsOnly(0);
    }
}
