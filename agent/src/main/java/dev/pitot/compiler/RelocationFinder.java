package dev.pitot.compiler;

import dev.pitot.bundle.Bundle;
import dev.pitot.bundle.PortableBundle;
import dev.pitot.bundle.ProgramSpec;
import dev.pitot.bundle.Relocation;
import dev.pitot.bundle.Relocation.Field;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Finds where the kernel's numbers are in the instructions, by comparing two compilations of the same sources with
 * other numbers.
 *
 * <p>The two may differ only in offsets and immediates, and each such difference must be one number in both. Anything
 * else means that the compiler has seen a number and calculated with it, which {@code kernel.h} must prevent. Then the
 * programs would be right for no other kernel, so it is an {@link Unexplained}.
 *
 * <p>It cannot see a decision: {@code if (HAS_X)} outside of the macros folds in the same way in both compilations. A
 * comparison with compilations for real kernels can ({@code PortableProgramsIT}).
 */
final class RelocationFinder {
    private static final int INSTRUCTION_BYTES = 8;

    /** A difference between the compilations that no number explains. */
    static final class Unexplained extends Exception {
        private static final long serialVersionUID = 1L;

        Unexplained(String message) {
            super(message);
        }
    }

    private final Map<String, Integer> firstNumbers;
    private final Map<String, Integer> secondNumbers;
    private final List<String> names;
    private final List<Relocation> found = new ArrayList<>();

    /**
     * Creates a finder.
     *
     * @param firstNumbers numbers of the first compilation
     * @param secondNumbers numbers of the second, by the same names
     */
    RelocationFinder(Map<String, Integer> firstNumbers, Map<String, Integer> secondNumbers) {
        this.firstNumbers = firstNumbers;
        this.secondNumbers = secondNumbers;
        names = List.copyOf(new TreeMap<>(firstNumbers).keySet());
    }

    PortableBundle find(Bundle first, Bundle second) throws Unexplained {
        require(first.maps().equals(second.maps()), "the compilations have other maps");
        require(first.programNames().equals(second.programNames()), "the compilations have other programs");
        var programs = new ArrayList<ProgramSpec>();
        for (var i = 0; i < first.programs().size(); i++) {
            programs.add(program(i, first.programs().get(i), second.programs().get(i)));
        }
        for (var name : names) {
            require(
                    found.stream().anyMatch(one -> names.get(one.number()).equals(name)),
                    "no instruction has the number " + name + "; remove it from KernelLayout");
        }
        return new PortableBundle(new Bundle(first.key(), first.maps(), programs), names, found);
    }

    /** Compares one program, and returns it with 0 where numbers are. */
    private ProgramSpec program(int index, ProgramSpec first, ProgramSpec second) throws Unexplained {
        var a = ByteBuffer.wrap(first.instructions()).order(ByteOrder.LITTLE_ENDIAN);
        var b = ByteBuffer.wrap(second.instructions()).order(ByteOrder.LITTLE_ENDIAN);
        require(a.capacity() == b.capacity(), first.name() + " has another length");
        for (var i = 0; i < first.instructionCount(); i++) {
            var where = first.name() + ", instruction " + i + ", ";
            require(a.getShort(i * INSTRUCTION_BYTES) == b.getShort(i * INSTRUCTION_BYTES), where + "is another");
            for (var field : Field.values()) {
                if (differs(index, i, field, field.get(a, i), field.get(b, i), where)) {
                    field.put(a, i, 0);
                }
            }
        }
        return new ProgramSpec(first.name(), first.attachType(), a.array());
    }

    /** Returns whether a field differs, and then notes which number it takes. */
    private boolean differs(int program, int instruction, Field field, int a, int b, String where) throws Unexplained {
        if (a == b) {
            return false;
        }
        var matching = names.stream()
                .filter(name -> Objects.equals(firstNumbers.get(name), a) && Objects.equals(secondNumbers.get(name), b))
                .toList();
        require(
                matching.size() == 1,
                where + "has " + a + " and " + b + ", which is no number of the kernel as it stands");
        found.add(new Relocation(program, instruction, field, names.indexOf(matching.get(0))));
        return true;
    }

    private static void require(boolean condition, String otherwise) throws Unexplained {
        if (!condition) {
            throw new Unexplained(otherwise);
        }
    }
}
