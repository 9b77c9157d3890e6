package dev.pitot.spans;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SpanTagsTest {
    @Test
    void keysAndValuesAreOneText() {
        assertThat(SpanTags.text(new Object[] {"order", 4711, "user", null, null, "unread"}))
                .isEqualTo("order=4711, user=null");
    }

    @Test
    void withoutTagsThereIsNoText() {
        assertThat(SpanTags.text(null)).isNull();
        assertThat(SpanTags.text(new Object[0])).isNull();
        assertThat(SpanTags.text(new Object[16])).isNull();
    }

    @Test
    void aTextThatThrowsIsAQuestionMark() {
        var value = new Object() {
            @Override
            public String toString() {
                throw new StackOverflowError();
            }
        };
        assertThat(SpanTags.text(new Object[] {"a", value, "b", 2})).isEqualTo("a=?, b=2");
    }

    @Test
    void anArrayIsItsTypeAndLength() {
        var tags = new Object[] {"a", new String[3], "b", new int[0][1], "c", new byte[] {1}, "d", new SpanTags[0][]};
        assertThat(SpanTags.text(tags)).isEqualTo("a=String[3], b=int[][0], c=byte[1], d=SpanTags[][0]");
    }

    @Test
    void tooManyAndTooLongTagsAreCut() {
        var tags = new Object[200];
        Arrays.fill(tags, "x".repeat(1000));
        assertThat(SpanTags.text(tags).split(", "))
                .hasSize(8)
                .allSatisfy(tag -> assertThat(tag).hasSize(100).endsWith("…"));
    }
}
