package dev.pitot.spans;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GivenNamesTest {
    private final GivenNames names = new GivenNames();

    @Test
    void aNameHasOneNumberAndANumberOneName() {
        var checkout = names.number("checkout");
        var pay = names.number("pay");
        assertThat(names.number("checkout")).isEqualTo(checkout).isNotEqualTo(pay);
        assertThat(names.name(checkout)).isEqualTo("checkout");
        assertThat(names.name(pay)).isEqualTo("pay");
        assertThat(GivenNames.is(checkout)).isTrue();
    }

    @Test
    void numbersOfMethodsAreNoNames() {
        for (var number : new int[] {0, 1, -1, Integer.MAX_VALUE}) {
            assertThat(GivenNames.is(number)).isFalse();
            assertThat(names.name(number)).isNull();
        }
    }

    @Test
    void namesBeyondTheLimitAreOne() {
        for (var i = 0; i < GivenNames.MAX; i++) {
            assertThat(names.name(names.number("order " + i))).isEqualTo("order " + i);
        }
        assertThat(names.name(names.number("one more"))).isEqualTo(GivenNames.OTHERS);
        assertThat(names.number("another")).isEqualTo(names.number("one more"));
        assertThat(names.name(names.number("order 17"))).isEqualTo("order 17");
    }

    @Test
    void aLongNameIsCut() {
        assertThat(names.name(names.number("a".repeat(1 << 20)))).isEqualTo("a".repeat(200));
    }
}
