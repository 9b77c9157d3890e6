package dev.pitot.bundle;

import static dev.pitot.bundle.SampleBundles.code;
import static dev.pitot.bundle.SampleBundles.key;
import static dev.pitot.bundle.SampleBundles.load;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BundleTest {
    private static final MapSpec MAP = new MapSpec("m", 1, 4, 4, 1, 0);
    private static final ProgramSpec PROGRAM = new ProgramSpec("p", 0, code(load(1, 0)));

    @Test
    void referencesMustBeToItsOwnMaps() {
        assertThat(new Bundle(key(1), List.of(MAP), List.of(PROGRAM)).programs())
                .containsExactly(PROGRAM);
        assertThatIllegalArgumentException().isThrownBy(() -> new Bundle(key(1), List.of(), List.of(PROGRAM)));
    }

    @Test
    void listsAreCopied() {
        var maps = new ArrayList<>(List.of(MAP));
        var bundle = new Bundle(key(1), maps, List.of(PROGRAM));
        maps.clear();
        assertThat(bundle.maps()).containsExactly(MAP);
    }

    @Test
    void namesAreUnique() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Bundle(key(1), List.of(MAP, MAP), List.of()))
                .withMessageContaining("two of m");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Bundle(key(1), List.of(MAP), List.of(PROGRAM, PROGRAM)));
    }

    @Test
    void atMost64Maps() {
        assertThat(new Bundle(key(1), maps(64), List.of()).maps()).hasSize(64);
        assertThatIllegalArgumentException().isThrownBy(() -> new Bundle(key(1), maps(65), List.of()));
    }

    @Test
    void aKeyIsNoPath() {
        for (var key : List.of("", "../" + key(1).substring(3), key(1).substring(1), key(10).toUpperCase())) {
            assertThatIllegalArgumentException().isThrownBy(() -> new Bundle(key, List.of(), List.of()));
        }
    }

    private static List<MapSpec> maps(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new MapSpec("m" + i, 1, 4, 4, 1, 0))
                .toList();
    }
}
