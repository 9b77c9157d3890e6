package dev.pitot.bundle;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/**
 * Finds the map references and constants in BPF instructions.
 *
 * <p>{@code struct bpf_insn} has 8 bytes, little endian: u8 code, u8 registers (destination in the low four bits,
 * source in the high four), s16 offset, s32 immediate. Only {@code ld_imm64} (code 0x18) takes two instructions, the
 * second with code 0. Its source register gives the meaning of its immediate: 0 is a constant, BPF_PSEUDO_MAP_FD (1) a
 * map, BPF_PSEUDO_MAP_VALUE (2) the value of a map. Source: kernel, {@code include/uapi/linux/bpf.h}.
 */
final class BpfCode {
    private static final int INSTRUCTION_BYTES = 8;
    private static final int LOAD_BYTES = 2 * INSTRUCTION_BYTES;
    private static final int LD_IMM64 = 0x18;
    private static final byte CALL = (byte) 0x85;
    private static final byte MOV64_IMM = (byte) 0xb7;
    private static final int PSEUDO_KFUNC_CALL = 2;
    private static final int PSEUDO_MAP_FD = 1;
    private static final int PSEUDO_MAP_VALUE = 2;

    private BpfCode() {}

    static int count(byte[] code) {
        return code.length / INSTRUCTION_BYTES;
    }

    /**
     * Checks that the code consists of whole instructions, at least one; otherwise throws IllegalArgumentException.
     */
    static void requireWhole(byte[] code) {
        BundleLimits.require(
                code.length > 0 && code.length % INSTRUCTION_BYTES == 0, "instructions must have 8 bytes each");
        BundleLimits.require(count(code) <= BundleLimits.INSTRUCTIONS, "a program must have at most 1000000 of them");
        for (int at = nextLoad(code, 0); at < code.length; at = nextLoad(code, at + LOAD_BYTES)) {
            requireSecondHalf(code, at);
        }
    }

    /** Returns a copy in which {@code replacement} has replaced each map reference. Its results are not negative. */
    static byte[] withReferences(byte[] code, IntUnaryOperator replacement) {
        return loadable(code, Map.of(), replacement);
    }

    /**
     * Returns a copy for the kernel, made in one pass.
     *
     * @param constants by place, a 64-bit constant of the code, what to load instead
     * @param replacement gives the descriptor of each map; its results are not negative
     */
    static byte[] loadable(byte[] code, Map<Long, Long> constants, IntUnaryOperator replacement) {
        var copy = ByteBuffer.wrap(code.clone()).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = nextLoad(code, 0); at < code.length; at = nextLoad(code, at + LOAD_BYTES)) {
            if (refersToMap(code[at + 1])) {
                copy.putInt(at + 4, replace(copy.getInt(at + 4), at, replacement));
            } else if (source(code[at + 1]) == 0) {
                int high = at + INSTRUCTION_BYTES + 4;
                var place = (long) copy.getInt(high) << 32 | Integer.toUnsignedLong(copy.getInt(at + 4));
                var value = constants.get(place);
                if (value != null) {
                    copy.putInt(at + 4, value.intValue()).putInt(high, (int) (value >> 32));
                }
            }
        }
        return copy.array();
    }

    /**
     * Returns a copy that calls a kernel function instead of the helper with the number {@code place}. If the
     * function's BTF id is 0, the call becomes {@code r0 = 0}. Source: kernel, BPF_PSEUDO_KFUNC_CALL in {@code
     * include/uapi/linux/bpf.h}.
     */
    static byte[] withCall(byte[] code, int place, int function) {
        var copy = ByteBuffer.wrap(code.clone()).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < code.length; at += code[at] == LD_IMM64 ? LOAD_BYTES : INSTRUCTION_BYTES) {
            if (code[at] == CALL && code[at + 1] == 0 && copy.getInt(at + 4) == place) {
                copy.put(at, function == 0 ? MOV64_IMM : CALL)
                        .put(at + 1, function == 0 ? 0 : (byte) (PSEUDO_KFUNC_CALL << 4))
                        .putInt(at + 4, function);
            }
        }
        return copy.array();
    }

    /** Returns the offset of the first 64-bit load from an offset on, or the length of the code. */
    private static int nextLoad(byte[] code, int from) {
        int at = from;
        while (at < code.length && code[at] != LD_IMM64) {
            at += INSTRUCTION_BYTES;
        }
        return at;
    }

    private static int replace(int reference, int at, IntUnaryOperator replacement) {
        int replaced = replacement.applyAsInt(reference);
        if (replaced < 0) {
            throw broken(at, "must refer to a known map, found " + reference);
        }
        return replaced;
    }

    private static boolean refersToMap(byte registers) {
        int source = source(registers);
        return source == PSEUDO_MAP_FD || source == PSEUDO_MAP_VALUE;
    }

    private static int source(byte registers) {
        return registers >> 4 & 0xf;
    }

    private static void requireSecondHalf(byte[] code, int at) {
        int second = at + INSTRUCTION_BYTES;
        if (second == code.length || code[second] != 0) {
            throw broken(at, "is a 64-bit load and must have its second half");
        }
    }

    private static IllegalArgumentException broken(int at, String expectation) {
        return new IllegalArgumentException("instruction " + at / INSTRUCTION_BYTES + " " + expectation);
    }
}
