package dev.pitot.bundle;

import static dev.pitot.bundle.SampleBundles.code;
import static dev.pitot.bundle.SampleBundles.exit;
import static dev.pitot.bundle.SampleBundles.load;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgramSpecTest {
    private static final byte[] SYMBOLIC = code(load(1, 0), load(0, 41), load(2, 1), load(1, 1), exit());
    private static final byte[] LOADABLE = code(load(1, 41), load(0, 41), load(2, 42), load(1, 42), exit());

    @Test
    void descriptorsBecomeIndicesAndOnlyThose() {
        var program = ProgramSpec.symbolic("p", 0, LOADABLE, fd -> fd - 41);
        assertThat(program.instructions()).isEqualTo(SYMBOLIC);
        assertThat(program.instructionCount()).isEqualTo(9);
    }

    @Test
    void indicesBecomeDescriptors() {
        assertThat(new ProgramSpec("p", 0, SYMBOLIC).loadable(new int[] {41, 42, 43}, Map.of()))
                .isEqualTo(LOADABLE);
    }

    @Test
    void theOtherHalvesOfALoadStay() {
        var code = code(load(1, 1));
        code[1] = 0x1a;
        code[12] = 99;
        var relocated = new ProgramSpec("p", 0, code).loadable(new int[] {0, 0x01020304}, Map.of());
        assertThat(relocated).containsExactly(0x18, 0x1a, 0, 0, 4, 3, 2, 1, 0, 0, 0, 0, 99, 0, 0, 0);
    }

    @Test
    void aConstantIsReplacedWhereverItIsLoadedAndOnlyThere() {
        var place = 0x1122334455667788L;
        var code = code(constant(place), load(1, 0), constant(place + 1), constant(place), exit());
        assertThat(new ProgramSpec("p", 0, code).loadable(new int[] {0x55667788}, Map.of(place, -2L)))
                .isEqualTo(code(constant(-2), load(1, 0x55667788), constant(place + 1), constant(-2), exit()));
    }

    private static long[] constant(long value) {
        var load = load(0, (int) value);
        return new long[] {load[0], load[1] | value >>> 32 << 32};
    }

    @Test
    void aCallOfTheNumberCallsTheKernelsFunctionInstead() {
        var code = code(call(0, 77), call(0, 78), load(0, 77), call(1, 77), exit());
        assertThat(new ProgramSpec("p", 0, code).withCall(77, 1234).instructions())
                .isEqualTo(code(call(2, 1234), call(0, 78), load(0, 77), call(1, 77), exit()));
    }

    @Test
    void aCallOfAFunctionThatIsNotThereIsTakenOut() {
        var code = code(call(0, 77), exit());
        assertThat(new ProgramSpec("p", 0, code).withCall(77, 0).instructions())
                .isEqualTo(code(new long[] {0xb7}, exit()));
    }

    /** @param source 0: a helper, 1: another function of the program, 2: a function of the kernel */
    private static long[] call(int source, int number) {
        return new long[] {0x85L | (long) source << 12 | (long) number << 32};
    }

    @Test
    void mapsThatAreNotKnownAreRefused() {
        var program = new ProgramSpec("p", 0, SYMBOLIC);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> program.loadable(new int[] {41}, Map.of()))
                .withMessageContaining("instruction 4 must refer to a known map, found 1");
        assertThatIllegalArgumentException().isThrownBy(() -> program.loadable(new int[] {41, -1}, Map.of()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ProgramSpec.symbolic("p", 0, LOADABLE, fd -> fd == 41 ? 0 : -1))
                .withMessageContaining("found 42");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ProgramSpec("p", 0, code(load(1, -1))).loadable(new int[] {1}, Map.of()));
    }

    @Test
    void whatIsNoCodeIsRefused() {
        assertNoCode(new byte[0]);
        assertNoCode(Arrays.copyOf(SYMBOLIC, 15));
        assertNoCode(Arrays.copyOf(SYMBOLIC, 8));
        assertNoCode(code(new long[] {load(1, 0)[0], exit()[0]}));
        assertNoCode(new byte[8 * 1_000_001]);
    }

    private static void assertNoCode(byte[] code) {
        assertThatIllegalArgumentException().isThrownBy(() -> new ProgramSpec("p", 0, code));
        assertThatIllegalArgumentException().isThrownBy(() -> ProgramSpec.symbolic("p", 0, code, fd -> 0));
    }

    @Test
    void namesAreThoseOfTheKernel() {
        for (var name : List.of("", "a b", "a/b", "ä", "a".repeat(65))) {
            assertThatIllegalArgumentException().isThrownBy(() -> new ProgramSpec(name, 0, SYMBOLIC));
            assertThatIllegalArgumentException().isThrownBy(() -> new MapSpec(name, 1, 4, 4, 1, 0));
        }
    }

    @Test
    void instructionsAreCopiedInAndOut() {
        var given = SYMBOLIC.clone();
        var program = new ProgramSpec("p", 0, given);
        given[0] = 1;
        program.instructions()[0] = 2;
        program.loadable(new int[] {1, 2}, Map.of())[0] = 3;
        assertThat(program.instructions()).isEqualTo(SYMBOLIC);
        assertThat(program)
                .isEqualTo(new ProgramSpec("p", 0, SYMBOLIC))
                .hasSameHashCodeAs(new ProgramSpec("p", 0, SYMBOLIC));
        assertThat(program).isNotEqualTo(new ProgramSpec("p", 0, LOADABLE));
    }
}
