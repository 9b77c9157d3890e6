package dev.pitot.bpf;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Assembles a small BPF program instruction by instruction, where a compiler would cost more than the program is worth.
 *
 * <p>Each instruction is a {@code struct bpf_insn} of 8 bytes. Operations and their numbers are those of the kernel's
 * Documentation/bpf/standardization/instruction-set.rst. Registers are 0 to 10; 10 is the frame pointer. Jump distances
 * count instructions, starting at the next one.
 */
public final class Assembler {
    private static final int PSEUDO_MAP = 1;
    private static final int PSEUDO_KFUNC = 2;

    private final ByteArrayOutputStream code = new ByteArrayOutputStream();

    /** {@code register = value}. */
    public Assembler set(int register, int value) {
        return add(0xb7, register, 0, 0, value);
    }

    /** {@code to = from}. */
    public Assembler move(int to, int from) {
        return add(0xbf, to, from, 0, 0);
    }

    /** {@code register += value}. */
    public Assembler plus(int register, int value) {
        return add(0x07, register, 0, 0, value);
    }

    /** {@code to ^= from}. */
    public Assembler xor(int to, int from) {
        return add(0xaf, to, from, 0, 0);
    }

    /** {@code to |= from}. */
    public Assembler or(int to, int from) {
        return add(0x4f, to, from, 0, 0);
    }

    /** {@code register >>= bits}, filling with zeros. */
    public Assembler shiftRight(int register, int bits) {
        return add(0x77, register, 0, 0, bits);
    }

    /** {@code to = *(u64 *) (base + offset)}. */
    public Assembler load(int to, int base, int offset) {
        return add(0x79, to, base, offset, 0);
    }

    /** {@code *(u64 *) (base + offset) = from}. */
    public Assembler store(int base, int offset, int from) {
        return add(0x7b, base, from, offset, 0);
    }

    /** {@code *(u32 *) (base + offset) = value}. */
    public Assembler storeValue(int base, int offset, int value) {
        return add(0x62, base, 0, offset, value);
    }

    /** Atomic {@code *(u64 *) base += from}. */
    public Assembler atomicPlus(int base, int from) {
        return add(0xdb, base, from, 0, 0);
    }

    /** Jumps if the register is 0. */
    public Assembler ifZero(int register, int distance) {
        return add(0x15, register, 0, distance, 0);
    }

    /** Jumps if the register is not 0. */
    public Assembler ifNotZero(int register, int distance) {
        return add(0x55, register, 0, distance, 0);
    }

    /** Calls the helper with this number in {@code enum bpf_func_id}. */
    public Assembler call(int helper) {
        return add(0x85, 0, 0, 0, helper);
    }

    /** Calls the kernel function with this BTF id. */
    public Assembler callKernel(int function) {
        return add(0x85, 0, PSEUDO_KFUNC, 0, function);
    }

    /** {@code register = } the map with this descriptor. Takes two instructions. */
    public Assembler map(int register, int descriptor) {
        return add(0x18, register, PSEUDO_MAP, 0, descriptor).add(0, 0, 0, 0, 0);
    }

    /** Ends the program; register 0 holds its result. */
    public Assembler exit() {
        return add(0x95, 0, 0, 0, 0);
    }

    /** Returns the instructions written so far. */
    public byte[] instructions() {
        return code.toByteArray();
    }

    private Assembler add(int operation, int destination, int source, int offset, int immediate) {
        code.writeBytes(ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) operation)
                .put((byte) (destination | source << 4))
                .putShort((short) offset)
                .putInt(immediate)
                .array());
        return this;
    }
}
