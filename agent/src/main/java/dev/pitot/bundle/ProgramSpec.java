package dev.pitot.bundle;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/**
 * A BPF program to be loaded, its map references symbolic: where the kernel wants the descriptor of a map, the
 * instruction has the index of that map in its {@link Bundle}.
 *
 * <p>All methods that take instructions throw IllegalArgumentException for what is no BPF code: a length that is not a
 * multiple of 8, a 64-bit load without its second half, a reference to a map that is not known.
 *
 * @param attachType the BTF type id, in the running kernel, of what the program is for; 0 where it needs none or the kernel has
 *     none
 * @param instructions {@code struct bpf_insn}, 8 bytes each, little endian; copied in and out
 */
public record ProgramSpec(String name, int attachType, byte[] instructions) {
    public ProgramSpec {
        BundleLimits.requireName(name);
        BpfCode.requireWhole(instructions);
        instructions = instructions.clone();
    }

    /**
     * Makes a program out of loadable code; {@code fdToIndex} gives a negative number for a descriptor it does not
     * know.
     */
    public static ProgramSpec symbolic(String name, int attachType, byte[] loadable, IntUnaryOperator fdToIndex) {
        BpfCode.requireWhole(loadable);
        return new ProgramSpec(name, attachType, BpfCode.withReferences(loadable, fdToIndex));
    }

    /** The same with {@code value} for each 64-bit constant {@code place}, which stands for one that the compiler could not know. */
    public ProgramSpec withConstant(long place, long value) {
        return new ProgramSpec(name, attachType, BpfCode.withConstant(instructions, place, value));
    }

    /**
     * The same in which calls of a helper of the number {@code place}, which stands for a kernel function, call that.
     *
     * @param function BTF type id, in the running kernel; 0 where it does not have the function: the calls go
     */
    public ProgramSpec withCall(int place, int function) {
        return new ProgramSpec(name, attachType, BpfCode.withCall(instructions, place, function));
    }

    /** The code as the kernel wants it, with the descriptors of the maps, which are in the order of the bundle's. */
    public byte[] relocated(int[] mapFds) {
        return BpfCode.withReferences(instructions, index -> index >= 0 && index < mapFds.length ? mapFds[index] : -1);
    }

    public int instructionCount() {
        return BpfCode.count(instructions);
    }

    @Override
    public byte[] instructions() {
        return instructions.clone();
    }

    void requireMapsBelow(int count) {
        BpfCode.withReferences(instructions, index -> index < count ? index : -1);
    }

    // A record compares its arrays by identity.
    @Override
    public boolean equals(Object other) {
        return other instanceof ProgramSpec that
                && name.equals(that.name)
                && attachType == that.attachType
                && Arrays.equals(instructions, that.instructions);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + Arrays.hashCode(instructions);
    }

    @Override
    public String toString() {
        return "ProgramSpec[" + name + ", " + instructionCount() + " instructions]";
    }
}
