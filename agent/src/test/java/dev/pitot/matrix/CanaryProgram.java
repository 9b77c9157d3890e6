package dev.pitot.matrix;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A BPF program that writes its thread's id all over its stack, spins, and looks whether it is still there. Element 0 of an array map
 * counts the runs, element 1 those that found something else. By hand, so that no compiler is needed where it runs.
 */
final class CanaryProgram {
    private static final int STACK_WORDS = 16; // 128 bytes: from 64 on a program gets a stack of its CPU's
    private static final int SPINS = 2000;
    private static final int KEY = -(8 * STACK_WORDS + 8);

    private static final int LOOKUP = 1; // bpf_map_lookup_elem
    private static final int TIME = 5; // bpf_ktime_get_ns
    private static final int CURRENT = 14; // bpf_get_current_pid_tgid

    private static final int IMMEDIATE = 0xb7; // dst = imm
    private static final int MOVE = 0xbf; // dst = src
    private static final int ADD = 0x07; // dst += imm
    private static final int XOR = 0xaf; // dst ^= src
    private static final int OR = 0x4f; // dst |= src
    private static final int LOAD = 0x79; // dst = *(u64 *) (src + offset)
    private static final int STORE = 0x7b; // *(u64 *) (dst + offset) = src
    private static final int STORE_IMMEDIATE = 0x62; // *(u32 *) (dst + offset) = imm
    private static final int ATOMIC_ADD = 0xdb; // *(u64 *) (dst + offset) += src
    private static final int IF_ZERO = 0x15; // skips offset instructions
    private static final int IF_NOT_ZERO = 0x55;
    private static final int CALL = 0x85;
    private static final int EXIT = 0x95;
    private static final int MAP = 0x18; // dst = the map with this descriptor; takes two places
    private static final int PSEUDO_MAP = 1;
    private static final int PSEUDO_KFUNC = 2;

    private final ByteArrayOutputStream code = new ByteArrayOutputStream();

    private CanaryProgram() {}

    /**
     * @param counts descriptor of an array map of 64-bit values
     * @param disable BTF id of bpf_preempt_disable, 0 to leave it and the other out
     */
    static byte[] of(int counts, int disable, int enable) {
        var program = new CanaryProgram();
        program.kfunc(disable);
        program.writeAndSpin();
        program.compare();
        program.count(counts);
        program.kfunc(enable);
        program.add(IMMEDIATE, 0, 0, 0, 0).add(EXIT, 0, 0, 0, 0);
        return program.code.toByteArray();
    }

    private void writeAndSpin() {
        add(CALL, 0, 0, 0, CURRENT).add(MOVE, 8, 0, 0, 0);
        for (var word = 1; word <= STACK_WORDS; word++) {
            add(STORE, 10, 8, -8 * word, 0);
        }
        add(IMMEDIATE, 7, 0, 0, SPINS);
        add(CALL, 0, 0, 0, TIME).add(ADD, 7, 0, 0, -1).add(IF_NOT_ZERO, 7, 0, -3, 0);
    }

    /** r9 = 0 if all is as it was written. */
    private void compare() {
        add(IMMEDIATE, 9, 0, 0, 0);
        for (var word = 1; word <= STACK_WORDS; word++) {
            add(LOAD, 1, 10, -8 * word, 0).add(XOR, 1, 8, 0, 0).add(OR, 9, 1, 0, 0);
        }
    }

    private void count(int counts) {
        increment(counts, 0);
        add(IF_ZERO, 9, 0, 9, 0); // over what follows
        increment(counts, 1);
    }

    /** Nine instructions. */
    private void increment(int counts, int element) {
        add(STORE_IMMEDIATE, 10, 0, KEY, element).add(MOVE, 2, 10, 0, 0).add(ADD, 2, 0, 0, KEY);
        add(MAP, 1, PSEUDO_MAP, 0, counts).add(0, 0, 0, 0, 0).add(CALL, 0, 0, 0, LOOKUP);
        add(IF_ZERO, 0, 0, 2, 0).add(IMMEDIATE, 1, 0, 0, 1).add(ATOMIC_ADD, 0, 1, 0, 0);
    }

    private void kfunc(int function) {
        if (function != 0) {
            add(CALL, 0, PSEUDO_KFUNC, 0, function);
        }
    }

    private CanaryProgram add(int operation, int destination, int source, int offset, int immediate) {
        code.writeBytes(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) operation)
                .put((byte) (destination | source << 4))
                .putShort((short) offset)
                .putInt(immediate)
                .array());
        return this;
    }
}
