package dev.pitot.compiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pitot.bundle.Bundle;
import dev.pitot.bundle.MapSpec;
import dev.pitot.bundle.ProgramSpec;
import dev.pitot.bundle.Relocation;
import dev.pitot.bundle.Relocation.Field;
import dev.pitot.fit.KernelLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RelocationFinderTest {
    private static final String KEY = "0".repeat(64);
    private static final int ADD = 0x07;
    private static final int LOAD = 0x79;
    private static final Map<String, Integer> FIRST = Sentinels.FIRST.of(List.of("A", "B"));
    private static final Map<String, Integer> SECOND = Sentinels.SECOND.of(List.of("A", "B"));

    /** {@code r1 += A; r1 = *(r1 + B)} */
    private static Bundle program(Map<String, Integer> numbers) {
        return bundle(instruction(ADD, 0, numbers.get("A")), instruction(LOAD, numbers.get("B"), 0));
    }

    @Test
    void differencesAreTheNumbers() throws Exception {
        var portable = new RelocationFinder(FIRST, SECOND).find(program(FIRST), program(SECOND));
        assertThat(portable.numbers()).containsExactly("A", "B");
        assertThat(portable.relocations())
                .containsExactly(new Relocation(0, 0, Field.IMMEDIATE, 0), new Relocation(0, 1, Field.OFFSET, 1));
        assertThat(portable.bundle()).isEqualTo(bundle(instruction(ADD, 0, 0), instruction(LOAD, 0, 0)));
        assertThat(portable.with(Map.of("A", 24, "B", 8)).getFirst())
                .isEqualTo(bundle(instruction(ADD, 0, 24), instruction(LOAD, 8, 0))
                        .programs()
                        .getFirst()
                        .instructions());
    }

    @Test
    void sumOfTwoNumbersIsUnexplained() {
        assertUnexplained(
                bundle(instruction(ADD, 0, FIRST.get("A") + FIRST.get("B"))),
                bundle(instruction(ADD, 0, SECOND.get("A") + SECOND.get("B"))),
                "p, instruction 0, has ");
    }

    @Test
    void numberPlusAConstantIsUnexplained() {
        for (var constant : List.of(8, 24, -8, 1)) {
            assertUnexplained(
                    bundle(instruction(ADD, 0, FIRST.get("A") + constant)),
                    bundle(instruction(ADD, 0, SECOND.get("A") + constant)),
                    "which is no number of the kernel as it stands");
        }
    }

    @Test
    void multipleOfANumberIsUnexplained() {
        assertUnexplained(
                bundle(instruction(ADD, 0, 8 * FIRST.get("A"))),
                bundle(instruction(ADD, 0, 8 * SECOND.get("A"))),
                "has ");
    }

    @Test
    void otherInstructionIsUnexplained() {
        assertUnexplained(
                bundle(instruction(ADD, 0, 1)), bundle(instruction(LOAD, 0, 1)), "p, instruction 0, is another");
        assertUnexplained(bundle(instruction(ADD, 0, 1)), program(SECOND), "p has another length");
    }

    @Test
    void otherMapIsUnexplained() {
        var map = new MapSpec("m", 1, 4, 8, 10, 0);
        assertUnexplained(
                new Bundle(KEY, List.of(map), program(FIRST).programs()),
                program(SECOND),
                "the compilations have other maps");
    }

    @Test
    void numberWithoutAPlaceIsUnexplained() {
        assertUnexplained(
                bundle(instruction(ADD, 0, FIRST.get("A"))),
                bundle(instruction(ADD, 0, SECOND.get("A"))),
                "no instruction has the number B");
    }

    @Test
    void sentinelsOfTheKernelsNumbersAreAllDifferent() {
        for (var sentinels : List.of(Sentinels.FIRST, Sentinels.SECOND)) {
            var numbers = sentinels.of(KernelLayout.names());
            assertThat(new HashSet<>(numbers.values()))
                    .hasSize(KernelLayout.names().size());
        }
    }

    private static void assertUnexplained(Bundle first, Bundle second, String message) {
        assertThatThrownBy(() -> new RelocationFinder(FIRST, SECOND).find(first, second))
                .isInstanceOf(RelocationFinder.Unexplained.class)
                .hasMessageContaining(message);
    }

    private static Bundle bundle(byte[]... instructions) {
        var code = ByteBuffer.allocate(8 * instructions.length);
        for (var instruction : instructions) {
            code.put(instruction);
        }
        return new Bundle(KEY, List.of(), List.of(new ProgramSpec("p", 0, code.array())));
    }

    private static byte[] instruction(int code, int offset, int immediate) {
        return ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) code)
                .put((byte) 0x11)
                .putShort((short) offset)
                .putInt(immediate)
                .array();
    }
}
