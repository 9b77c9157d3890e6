package dev.pitot.compiler;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** A program's instructions, {@code struct bpf_insn}. */
record Instructions(List<Instruction> all) {
    private static final int LOAD_64 = 0x18;

    /** The low three bits of the code are its class. */
    record Instruction(int code, int destination, int source, int offset, int immediate) {
        boolean isJumpClass() {
            return (code & 7) == 5 || (code & 7) == 6;
        }

        boolean isExit() {
            return code == 0x95;
        }

        boolean isCall() {
            return code == 0x85;
        }

        boolean isKernelFunction() {
            return isCall() && source == 2;
        }

        boolean isGoto() {
            return code == 0x05;
        }

        boolean isConditional() {
            return isJumpClass() && !isExit() && !isCall() && !isGoto();
        }

        boolean isLoad64() {
            return code == LOAD_64;
        }

        /** A copy from one register to another. */
        boolean isMove() {
            return code == 0xbf;
        }

        /** Loads, stores and atomics have an address in a register. */
        boolean isStackAccess() {
            var memory = code & 7;
            return memory == 1 && source == 10 || (memory == 2 || memory == 3) && destination == 10;
        }

        boolean takesStackAddress() {
            return isMove() && source == 10;
        }
    }

    static Instructions of(byte[] code) {
        var bytes = ByteBuffer.wrap(code).order(ByteOrder.LITTLE_ENDIAN);
        var all = new ArrayList<Instruction>();
        while (bytes.hasRemaining()) {
            var operation = Byte.toUnsignedInt(bytes.get());
            var registers = bytes.get();
            all.add(new Instruction(operation, registers & 15, registers >> 4 & 15, bytes.getShort(), bytes.getInt()));
        }
        return new Instructions(all);
    }

    Instruction at(int index) {
        return all.get(index);
    }

    int size() {
        return all.size();
    }

    /** The next instruction in the text: a 64-bit load takes two places. */
    int after(int index) {
        return index + (at(index).isLoad64() ? 2 : 1);
    }

    int target(int index) {
        return index + 1 + at(index).offset();
    }
}
