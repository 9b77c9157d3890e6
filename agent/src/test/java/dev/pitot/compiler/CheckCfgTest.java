package dev.pitot.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.compiler.Instructions.Instruction;
import java.util.List;
import org.junit.jupiter.api.Test;

class CheckCfgTest {
    private static final Instruction NOTHING = new Instruction(0xb7, 0, 0, 0, 0);
    private static final Instruction EXIT = new Instruction(0x95, 0, 0, 0, 0);

    private static Instruction jumpIf(int offset) {
        return new Instruction(0x15, 0, 0, offset, 0);
    }

    private static Instruction jump(int offset) {
        return new Instruction(0x05, 0, 0, offset, 0);
    }

    @Test
    void aLoopThatAJumpClosesIsAccepted() {
        assertThat(CheckCfg.objection(new Instructions(List.of(NOTHING, NOTHING, jumpIf(-2), EXIT))))
                .isEmpty();
    }

    /** As clang makes of a loop that it enters in the middle: the first instruction of the body is reached by falling through. */
    @Test
    void aLoopThatFallsThroughIntoItsBodyIsRefused() {
        var program = List.of(jump(1), NOTHING, NOTHING, jumpIf(-3), EXIT);
        assertThat(CheckCfg.objection(new Instructions(program))).contains("back-edge from insn 1 to 2");
    }
}
