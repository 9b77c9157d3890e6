package dev.pitot.spans;

import java.util.function.ObjLongConsumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What the span API comes to, on any thread of the application. Nothing is thrown from here.
 *
 * <p>Nothing keeps a program from ending a span twice, or on another thread. So a token has the low half of the span's id,
 * and below it the token of {@link ThreadSpans}. A token whose span is not open on the current thread has no effect.
 */
final class NamedSpans implements ToLongFunction<String>, ObjLongConsumer<Object @Nullable []> {
    private static final long LOW_HALF = (1L << Integer.SIZE) - 1;

    private final SpanRecorder recorder;
    private final GivenNames names;

    NamedSpans(SpanRecorder recorder, GivenNames names) {
        this.recorder = recorder;
        this.names = names;
    }

    @Override
    public long applyAsLong(String name) {
        try {
            var number = names.number(name);
            var spans = recorder.current();
            var token = spans.begin(number);
            return token == 0 ? 0 : spans.id(token) << Integer.SIZE | token;
        } catch (Throwable t) {
            return 0; // as in SpanRecorder
        }
    }

    @Override
    public void accept(Object @Nullable [] tags, long named) {
        try {
            var spans = recorder.current();
            var token = (int) named;
            if (token > 0 && (spans.id(token) & LOW_HALF) == named >>> Integer.SIZE) {
                spans.end(token, null, tags);
            }
        } catch (Throwable t) {
            // as in SpanRecorder
        }
    }
}
