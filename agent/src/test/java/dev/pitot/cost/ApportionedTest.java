package dev.pitot.cost;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ApportionedTest {

    @Test
    void asTheWeights() {
        assertThat(Apportioned.by(100, new long[] {1, 0, 3})).containsExactly(25, 0, 75);
        assertThat(Apportioned.by(1, new long[] {1, 1})).containsExactly(1, 0);
        assertThat(Apportioned.by(0, new long[] {1, 1})).containsExactly(0, 0);
    }

    @Test
    void withoutWeightsThereAreNoParts() {
        assertThat(Apportioned.by(100, new long[] {0, 0})).containsExactly(0, 0);
        assertThat(Apportioned.by(100, new long[0])).isEmpty();
    }

    @Test
    void togetherTheyAreTheWhole() {
        var random = new Random(23);
        for (var i = 0; i < 10_000; i++) {
            var weights = random.longs(1 + random.nextInt(40), 0, 1L << random.nextInt(1, 50))
                    .toArray();
            var whole = random.nextLong(0, 1L << 45);
            var parts = Apportioned.by(whole, weights);
            assertThat(Arrays.stream(parts).sum())
                    .isEqualTo(Arrays.stream(weights).sum() == 0 ? 0 : whole);
            assertThat(Arrays.stream(parts).min().orElseThrow()).isNotNegative();
        }
    }
}
