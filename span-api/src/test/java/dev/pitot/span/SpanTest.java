package dev.pitot.span;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Spans of a JVM without the agent: they do nothing. */
class SpanTest {
    private static final int JAVA_8 = 52;

    private static final Object UNPRINTABLE = new Object() {
        @Override
        public String toString() {
            throw new AssertionError("nothing asks for this text");
        }
    };

    @Test
    void allSpansAreTheSameOne() {
        try (var outer = Span.begin("outer");
                var inner = Span.begin("inner")) {
            assertThat(outer).isSameAs(inner);
        }
    }

    @Test
    void tagsAreNotLookedAt() {
        try (var span = Span.begin("checkout")) {
            for (var i = 0; i < 100; i++) {
                assertThat(span.tag("key", UNPRINTABLE).tag("order", 4711).tag(null, (Object) null))
                        .isSameAs(span);
            }
        }
    }

    @Test
    void anExceptionPassesAsItIs() {
        var thrown = new IllegalStateException("on purpose");
        assertThatThrownBy(() -> {
                    try (var span = Span.begin("checkout")) {
                        span.tag("order", 4711);
                        throw thrown;
                    }
                })
                .isSameAs(thrown)
                .hasNoSuppressedExceptions();
    }

    @Test
    void thereIsNoTokenAndAnyTokenMayBeEnded() {
        assertThat(Spans.begin("checkout")).isZero();
        assertThat(Spans.begin(null)).isZero();
        Spans.end(0);
        Spans.end(Long.MIN_VALUE);
        Spans.end(4711);
    }

    @Test
    void closingTwiceDoesNothing() {
        var span = Span.begin("checkout");
        span.close();
        span.close();
    }

    @Test
    void anOldJvmCanLoadIt() throws IOException {
        for (var type : new Class<?>[] {Span.class, Spans.class, Bridge.class}) {
            try (var in = new DataInputStream(type.getResourceAsStream(type.getSimpleName() + ".class"))) {
                in.readInt(); // the magic
                in.readUnsignedShort(); // the minor version
                assertThat(in.readUnsignedShort()).isEqualTo(JAVA_8);
            }
        }
    }
}
