package dev.pitot.bundle;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A bundle for every kernel of one architecture: programs in which the kernel's numbers are missing, and the table of
 * the places where they go.
 *
 * <p>It is always consistent: each relocation is at an instruction of a program and names a number, no place has two,
 * and each number has a place. Anything else is an IllegalArgumentException.
 *
 * @param bundle maps and programs; the fields that take a number are 0
 * @param numbers names of the numbers: the defines of the BPF sources
 */
public record PortableBundle(Bundle bundle, List<String> numbers, List<Relocation> relocations) {
    public PortableBundle {
        numbers = List.copyOf(numbers);
        relocations = List.copyOf(relocations);
        BundleLimits.require(numbers.size() <= BundleLimits.NUMBERS, "at most 1000 numbers of the kernel");
        BundleLimits.require(relocations.size() <= BundleLimits.RELOCATIONS, "at most 100000 relocations");
        numbers.forEach(BundleLimits::requireName);
        BundleLimits.require(numbers.stream().distinct().count() == numbers.size(), "numbers must be unique");
        for (var relocation : relocations) {
            requirePlace(bundle, relocation);
            BundleLimits.require(
                    relocation.number() >= 0 && relocation.number() < numbers.size(),
                    "a relocation must name a number");
        }
        BundleLimits.require(
                relocations.stream()
                                .map(one -> List.of(one.program(), one.instruction(), one.field()))
                                .distinct()
                                .count()
                        == relocations.size(),
                "no place may have two relocations");
        BundleLimits.require(
                relocations.stream().mapToInt(Relocation::number).distinct().count() == numbers.size(),
                "each number must have a place");
    }

    private static void requirePlace(Bundle bundle, Relocation relocation) {
        BundleLimits.require(
                relocation.program() >= 0
                        && relocation.program() < bundle.programs().size(),
                "a relocation must be in a program");
        BundleLimits.require(
                relocation.instruction() >= 0
                        && relocation.instruction()
                                < bundle.programs().get(relocation.program()).instructionCount(),
                "a relocation must be at an instruction");
    }

    /**
     * Returns the programs with a kernel's numbers, in the bundle's order: their instructions.
     *
     * @param values the numbers by name
     * @throws IllegalArgumentException if a number is missing, which is -1, or does not fit into its field
     */
    public List<byte[]> with(Map<String, Integer> values) {
        var codes = new ArrayList<ByteBuffer>();
        for (var program : bundle.programs()) {
            codes.add(ByteBuffer.wrap(program.instructions()).order(ByteOrder.LITTLE_ENDIAN));
        }
        for (var relocation : relocations) {
            var value = value(numbers.get(relocation.number()), relocation.field(), values);
            relocation.field().put(codes.get(relocation.program()), relocation.instruction(), value);
        }
        return codes.stream().map(ByteBuffer::array).toList();
    }

    private static int value(String name, Relocation.Field field, Map<String, Integer> values) {
        int value = values.getOrDefault(name, -1);
        BundleLimits.require(
                value >= 0 && value <= field.most(),
                "the kernel's number " + name + " is " + value + ", and its place in the programs takes 0 to "
                        + field.most());
        return value;
    }
}
