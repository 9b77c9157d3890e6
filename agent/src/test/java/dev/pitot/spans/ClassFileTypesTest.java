package dev.pitot.spans;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ClassFileTypesTest {
    @interface Marked {}

    /** Has an annotation of each place, and constants of two places. */
    @Marked
    static final class Annotated {
        static final long WIDE = 1L << 40;
        static final double DOUBLE = 0.3;

        @Deprecated
        void old() {}

        String text() {
            return "Lnot/AType;".concat(WIDE + " " + DOUBLE);
        }
    }

    @Test
    void findsWhatTheClassNames() throws IOException {
        var types = new ClassFileTypes(bytes(Annotated.class));
        assertThat(types.haveOneOf(NameGlob.ofType(Marked.class.getName()))).isTrue();
        assertThat(types.haveOneOf(NameGlob.ofType("java.lang.Deprec*"))).isTrue();
        assertThat(types.haveOneOf(NameGlob.ofType("java.lang.Override"))).isFalse();
    }

    @Test
    void theSampleIsRead() {
        assertThat(new ClassFileTypes(ClassFileTypes.SAMPLE).haveOneOf(NameGlob.ofType("a")))
                .isTrue();
    }

    @Test
    void readsTheAnnotationsOfTheClassAndOfEachMethod() throws IOException {
        var annotations = ClassAnnotations.read(bytes(Annotated.class));
        assertThat(annotations.of("old", "()V"))
                .containsExactlyInAnyOrder(Marked.class.getName(), "java.lang.Deprecated");
        assertThat(annotations.of("text", "()Ljava/lang/String;")).containsExactly(Marked.class.getName());
    }

    /** No bytes make it throw: the JVM refuses them by itself. */
    @Test
    void anyBytes() throws IOException {
        var whole = bytes(Annotated.class);
        var none = NameGlob.ofType("none");
        for (var length = 0; length < whole.length; length++) {
            var types = new ClassFileTypes(Arrays.copyOf(whole, length));
            assertThatCode(() -> types.haveOneOf(none)).doesNotThrowAnyException();
        }
        var random = new Random(42);
        for (var round = 0; round < 20_000; round++) {
            var bytes = whole.clone();
            for (var i = 0; i < 4; i++) {
                bytes[random.nextInt(8, bytes.length)] = (byte) random.nextInt();
            }
            assertThatCode(() -> new ClassFileTypes(bytes).haveOneOf(none)).doesNotThrowAnyException();
        }
    }

    private static byte[] bytes(Class<?> type) throws IOException {
        try (var in = type.getResourceAsStream("/" + type.getName().replace('.', '/') + ".class")) {
            return Objects.requireNonNull(in).readAllBytes();
        }
    }
}
