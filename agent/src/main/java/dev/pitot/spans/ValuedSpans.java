package dev.pitot.spans;

import java.util.function.IntPredicate;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What the ends of methods with values come to, on any thread of the application. The values are put together only for a
 * span that lasts long enough. Nothing is thrown from here.
 */
final class ValuedSpans implements IntPredicate, ObjIntConsumer<@Nullable Object @Nullable []> {
    private final SpanRecorder recorder;

    ValuedSpans(SpanRecorder recorder) {
        this.recorder = recorder;
    }

    /** Returns whether the span of a token becomes an event if it ends now. */
    @Override
    public boolean test(int token) {
        try {
            return recorder.current().isDue(token);
        } catch (Throwable t) {
            return false; // as in SpanRecorder
        }
    }

    /** @param values what is thrown, and the values; null: the span is too short */
    @Override
    public void accept(@Nullable Object @Nullable [] values, int token) {
        try {
            var spans = recorder.current();
            if (values == null) {
                spans.end(token, null, ThreadSpans.SHORT);
            } else {
                spans.end(token, (Throwable) values[0], tags(recorder.values(spans.method(token)), values));
            }
        } catch (Throwable t) {
            // as in SpanRecorder
        }
    }

    /** A method that throws has not returned a value. */
    private static @Nullable Object @Nullable [] tags(SpanValue[] of, @Nullable Object[] values) {
        var tags = new @Nullable Object[2 * of.length];
        var size = 0;
        for (var i = 0; i < of.length && i + 1 < values.length; i++) {
            if (values[0] == null || !of[i].isReturned()) {
                tags[size++] = of[i].label();
                tags[size++] = values[i + 1];
            }
        }
        return tags;
    }
}
