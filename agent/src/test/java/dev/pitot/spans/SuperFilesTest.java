package dev.pitot.spans;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.net.URL;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.RandomAccess;
import org.junit.jupiter.api.Test;

class SuperFilesTest {
    interface Shape extends Comparable<Shape> {}

    abstract static class Base extends AbstractList<String> implements Shape {}

    abstract static class Leaf extends Base implements RandomAccess {}

    @Test
    void readsTheNearest() throws IOException {
        assertThat(ClassFileSupers.names(bytes(Leaf.class)))
                .containsExactly(Base.class.getName(), RandomAccess.class.getName());
        assertThat(ClassFileSupers.names(bytes(Shape.class)))
                .containsExactly("java.lang.Object", "java.lang.Comparable");
        assertThat(ClassFileSupers.names(bytes(Object.class))).isEmpty();
    }

    @Test
    void readsTheFarOnes() throws IOException {
        var above = new SuperFiles().above(bytes(Leaf.class), SuperFilesTest.class.getClassLoader());
        assertThat(above.areAll()).isTrue();
        assertThat(above.names())
                .contains(Shape.class.getName(), "java.lang.Comparable", "java.util.List", "java.lang.Iterable");
    }

    @Test
    void sameAnswersAsOfTheLoadedClass() throws IOException {
        var loading = new LoadingSupers(bytes(Leaf.class), Leaf.class.getClassLoader(), new SuperFiles());
        var loaded = new LoadedSupers(Leaf.class);
        for (var glob :
                List.of("**.SuperFilesTest$Shape", "java.util.Coll*", "java.util.Map", "**.SuperFilesTest$Leaf")) {
            var types = NameGlob.ofType(glob);
            assertThat(loading.haveOneOf(types)).as(glob).isEqualTo(loaded.haveOneOf(types));
        }
        assertThat(loading.areUndecided()).isFalse();
    }

    /** A loader of the application is not asked, and so what it has not told is unknown. */
    @Test
    void asksNoLoaderOfTheApplication() throws IOException {
        var loader = new ClassLoader(SuperFilesTest.class.getClassLoader()) {
            @Override
            public URL getResource(String name) {
                throw new AssertionError(name);
            }
        };
        var supers = new LoadingSupers(bytes(Leaf.class), loader, new SuperFiles());
        assertThat(supers.haveOneOf(NameGlob.ofType(Base.class.getName()))).isTrue();
        assertThat(supers.areUndecided()).isFalse();
        assertThat(supers.haveOneOf(NameGlob.ofType(Shape.class.getName()))).isFalse();
        assertThat(supers.areUndecided()).isTrue();

        var near = new LoadingSupers(bytes(ArrayList.class), loader, new SuperFiles());
        assertThat(near.haveOneOf(NameGlob.ofType("none"))).isFalse();
        assertThat(near.areUndecided()).as("those of java.* are known").isFalse();
    }

    /** No bytes make it throw: the JVM refuses them by itself. */
    @Test
    void anyBytes() throws IOException {
        var whole = bytes(Leaf.class);
        for (var length = 0; length < whole.length; length++) {
            var cut = Arrays.copyOf(whole, length);
            assertThatCode(() -> ClassFileSupers.names(cut)).doesNotThrowAnyException();
        }
        var random = new Random(42);
        for (var round = 0; round < 100_000; round++) {
            var changed = whole.clone();
            changed[random.nextInt(changed.length)] = (byte) random.nextInt();
            assertThatCode(() -> ClassFileSupers.names(changed)).doesNotThrowAnyException();
        }
    }

    private static byte[] bytes(Class<?> type) throws IOException {
        var name = type.getName().substring(type.getName().lastIndexOf('.') + 1) + ".class";
        try (var in = type.getResourceAsStream(name)) {
            return Objects.requireNonNull(in).readAllBytes();
        }
    }
}
