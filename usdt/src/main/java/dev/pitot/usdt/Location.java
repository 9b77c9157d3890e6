package dev.pitot.usdt;

import java.util.Optional;

/** The location of a probe argument's value at the moment the probe fires. */
public sealed interface Location {

    /** The value is a register, or a named part of one. */
    record InRegister(RegisterPart part) implements Location {}

    /** The value is this number, known at compile time. */
    record Constant(long value) implements Location {}

    /** The value is in memory at {@code base + displacement}. */
    record Memory(RegisterPart base, long displacement) implements Location {}

    /**
     * The value is in memory at {@code base + extend(index) * scale + displacement}.
     *
     * @param base empty for x86-64's {@code disp(,%index,scale)}
     * @param index a 64-bit register, or a 32-bit register that is extended first
     * @param extension extension of a 32-bit index to 64 bits
     * @param scale 1, 2, 4, 8 or (aarch64 only) 16
     */
    record MemoryIndexed(
            Optional<RegisterPart> base, RegisterPart index, Extension extension, int scale, long displacement)
            implements Location {}

    /**
     * The value is in memory at the address of a symbol of the same file plus {@code displacement}. Code addresses it
     * relative to the instruction pointer, so its linked address moves with the file. The symbol table has that
     * address.
     */
    record SymbolMemory(String symbol, long displacement) implements Location {}

    /**
     * A location that a BPF program cannot read: a floating-point register or a memory segment. The text is that of the
     * note.
     */
    record Unsupported(String text) implements Location {}

    /** The extension of an index register to 64 bits. */
    enum Extension {
        /** The register has 64 bits. */
        NONE,
        /** aarch64 {@code uxtw}: the low 32 bits, unsigned. */
        ZERO,
        /** aarch64 {@code sxtw}: the low 32 bits, signed. */
        SIGN
    }
}
