package dev.pitot.usdt;

import java.util.Optional;

/** Where the value of a probe's argument is at the moment the probe fires. */
public sealed interface Location {

    /** The value is a register, or a named part of one. */
    record InRegister(RegisterPart part) implements Location {}

    /** The value is this number; the compiler knew it. */
    record Constant(long value) implements Location {}

    /** The value is in memory at {@code base + displacement}. */
    record Memory(RegisterPart base, long displacement) implements Location {}

    /**
     * The value is in memory at {@code base + extend(index) * scale + displacement}.
     *
     * @param base none in x86-64's {@code disp(,%index,scale)}
     * @param index a 64-bit register, or a 32-bit one that is extended first
     * @param extension how a 32-bit index becomes 64 bits wide
     * @param scale 1, 2, 4, 8 or (aarch64 only) 16
     */
    record MemoryIndexed(
            Optional<RegisterPart> base, RegisterPart index, Extension extension, int scale, long displacement)
            implements Location {}

    /**
     * The value is in memory at the address of a symbol of the same file plus {@code displacement}. Code addresses it
     * relative to the instruction pointer, so the address as linked moves with the file; the symbol table has it.
     */
    record SymbolMemory(String symbol, long displacement) implements Location {}

    /** A place that a BPF program cannot read: a floating-point register, a segment of memory. The text is as found. */
    record Unsupported(String text) implements Location {}

    /** How an index register is made 64 bits wide. */
    enum Extension {
        /** It is 64 bits wide. */
        NONE,
        /** aarch64 {@code uxtw}: the low 32 bits, unsigned. */
        ZERO,
        /** aarch64 {@code sxtw}: the low 32 bits, signed. */
        SIGN
    }
}
