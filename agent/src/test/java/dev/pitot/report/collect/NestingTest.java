package dev.pitot.report.collect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.report.model.ThreadRef;
import org.junit.jupiter.api.Test;

class NestingTest {
    private static final ThreadRef MAIN = new ThreadRef(1, "main");

    private final Nesting nesting = new Nesting();

    @Test
    void theOuterOneMayComeBeforeOrAfter() {
        nesting.add(MAIN, "a", 120, 10);
        nesting.add(MAIN, "b", 100, 100);
        nesting.add(MAIN, "a", 150, 10);
        nesting.resolve();
        assertOutermost(false, true, false);
    }

    @Test
    void oneOfItsTypeIsLookedForThroughOthers() {
        nesting.add(MAIN, "a", 120, 10);
        nesting.add(MAIN, "b", 110, 40);
        nesting.add(MAIN, "a", 100, 100);
        nesting.resolve();
        assertThat(nesting.isOutermostOfType(0)).isFalse();
        assertThat(nesting.isOutermostOfType(1)).isTrue();
        assertThat(nesting.isOutermost(1)).isFalse();
        assertThat(nesting.isOutermostOfType(2)).isTrue();
    }

    /** Each start is mapped by itself. */
    @Test
    void theInnerOneMayBeginSomeNanosecondsEarlier() {
        nesting.add(MAIN, "a", 999_700, 50_000);
        nesting.add(MAIN, "b", 1_000_000, 60_000);
        nesting.resolve();
        assertOutermost(false, true);
    }

    @Test
    void ofTwoThatAreAlikeTheLaterIsTheOuterOne() {
        nesting.add(MAIN, "a", 100, 10);
        nesting.add(MAIN, "a", 100, 10);
        nesting.resolve();
        assertOutermost(false, true);
    }

    @Test
    void whatFollowsOrIsOnAnotherThreadIsNotInside() {
        nesting.add(MAIN, "a", 100, 10);
        nesting.add(MAIN, "a", 110, 10);
        nesting.add(new ThreadRef(2, "other"), "a", 102, 5);
        nesting.resolve();
        assertOutermost(true, true, true);
    }

    private void assertOutermost(boolean... expected) {
        for (var i = 0; i < expected.length; i++) {
            assertThat(nesting.isOutermost(i)).as("%d", i).isEqualTo(expected[i]);
        }
    }
}
