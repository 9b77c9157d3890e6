package dev.pitot.report.collect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.report.collect.Intervals.Span;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IntervalsTest {
    /** Longer than what makes two spans one. */
    private static final long UNIT = 10_000_000;

    private static final int LENGTH = 60;
    private static final Span WHOLE = new Span(0, LENGTH * UNIT);

    @Test
    void theyAreWhatSetsOfUnitsAre() {
        var random = new Random(20);
        for (var round = 0; round < 2_000; round++) {
            var left = spans(random);
            var right = spans(random);
            var expected = bits(left);
            var union = Intervals.union(left, WHOLE);
            assertThat(bits(union.spans())).isEqualTo(expected);
            assertThat(union.nanos()).isEqualTo(expected.cardinality() * UNIT);
            var rest = union.minus(Intervals.union(right, WHOLE));
            expected.andNot(bits(right));
            assertThat(bits(rest.spans())).isEqualTo(expected);
            assertThat(rest.nanos()).isEqualTo(expected.cardinality() * UNIT);
        }
    }

    @Test
    void whatIsOutsideIsCutOffAndWhatTouchesIsOne() {
        var spans = List.of(new Span(-5 * UNIT, UNIT), new Span(UNIT + 1, 2 * UNIT), new Span(59 * UNIT, 99 * UNIT));
        assertThat(Intervals.union(spans, WHOLE).spans())
                .containsExactly(new Span(0, 2 * UNIT), new Span(59 * UNIT, 60 * UNIT));
    }

    private static List<Span> spans(Random random) {
        var spans = new ArrayList<Span>();
        for (var i = random.nextInt(8); i > 0; i--) {
            var from = random.nextInt(LENGTH - 1);
            spans.add(new Span(from * UNIT, (from + 1 + random.nextInt(LENGTH - from)) * UNIT));
        }
        return spans;
    }

    private static BitSet bits(List<Span> spans) {
        var bits = new BitSet();
        spans.forEach(span -> bits.set((int) (span.from() / UNIT), (int) (span.to() / UNIT)));
        return bits;
    }
}
