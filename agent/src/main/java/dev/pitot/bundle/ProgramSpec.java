package dev.pitot.bundle;

import java.util.Arrays;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/**
 * A BPF program to load, with symbolic map references. Where the kernel expects a map's descriptor, the instruction has
 * the index of that map in its {@link Bundle}.
 *
 * <p>All methods that take instructions throw IllegalArgumentException for invalid BPF code: a length that is not a
 * multiple of 8, a 64-bit load without its second half, or a reference to an unknown map.
 *
 * @param attachType BTF type id, in the running kernel, of what the program attaches to; 0 if it needs none or the
 *     kernel has none
 * @param instructions {@code struct bpf_insn}, 8 bytes each, little endian; copied in and out
 */
public record ProgramSpec(String name, int attachType, byte[] instructions) {
    public ProgramSpec {
        BundleLimits.requireName(name);
        BpfCode.requireWhole(instructions);
        instructions = instructions.clone();
    }

    /** Creates a program from loadable code. {@code fdToIndex} returns a negative number for an unknown descriptor. */
    public static ProgramSpec symbolic(String name, int attachType, byte[] loadable, IntUnaryOperator fdToIndex) {
        BpfCode.requireWhole(loadable);
        return new ProgramSpec(name, attachType, BpfCode.withReferences(loadable, fdToIndex));
    }

    /**
     * Returns a copy that calls a kernel function in place of the helper with the number {@code place}.
     *
     * @param function BTF type id in the running kernel; 0 if the kernel lacks the function, which removes the calls
     */
    public ProgramSpec withCall(int place, int function) {
        return new ProgramSpec(name, attachType, BpfCode.withCall(instructions, place, function));
    }

    /**
     * Returns the code as the kernel expects it.
     *
     * @param mapFds the descriptors of the maps, in the bundle's order
     * @param constants what to load in place of 64-bit constants, which the compiler could not know
     */
    public byte[] loadable(int[] mapFds, Map<Long, Long> constants) {
        return BpfCode.loadable(
                instructions, constants, index -> index >= 0 && index < mapFds.length ? mapFds[index] : -1);
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

    // Records compare arrays by identity.
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
