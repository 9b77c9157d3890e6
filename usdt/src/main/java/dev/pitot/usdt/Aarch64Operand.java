package dev.pitot.usdt;

import java.util.Optional;

/**
 * Parses an operand of aarch64: a register, a constant (with or without {@code #}), {@code [base]}, {@code [base,
 * displacement]}, {@code [base, index]}, {@code [base, index, lsl|uxtw|sxtw shift]}.
 */
final class Aarch64Operand {
    private final ArgumentText text;

    Aarch64Operand(ArgumentText text) {
        this.text = text;
    }

    Location read() throws UsdtException {
        var location =
                switch (text.peek()) {
                    case '[' -> memory();
                    case '#' -> immediate();
                    default -> text.atNumber() ? new Location.Constant(text.number()) : register();
                };
        text.expectEndOfOperand();
        return location;
    }

    private Location immediate() throws UsdtException {
        text.expect('#');
        return new Location.Constant(text.number());
    }

    private Location register() throws UsdtException {
        var name = text.word();
        if (name.equals("xzr") || name.equals("wzr")) {
            // The context does not have the zero register, and need not have it.
            return new Location.Constant(0);
        }
        if (name.matches("[vqdshb]([0-9]|[12][0-9]|3[01])")) {
            return new Location.Unsupported(name);
        }
        return new Location.InRegister(known(name));
    }

    private Location memory() throws UsdtException {
        text.expect('[');
        text.skipBlanks();
        var base = wide(known(text.word()));
        text.skipBlanks();
        var location = text.skip(',') ? second(base) : new Location.Memory(base, 0);
        text.skipBlanks();
        text.expect(']');
        return location;
    }

    private Location second(RegisterPart base) throws UsdtException {
        text.skipBlanks();
        if (text.skip('#') || text.atNumber()) {
            return new Location.Memory(base, text.number());
        }
        var index = known(text.word());
        text.skipBlanks();
        if (text.skip(',')) {
            return shifted(base, index);
        }
        return indexed(base, wide(index), Location.Extension.NONE, 0);
    }

    private Location shifted(RegisterPart base, RegisterPart index) throws UsdtException {
        text.skipBlanks();
        var how = text.word();
        text.skipBlanks();
        var shift = shift();
        return switch (how) {
            case "lsl" -> indexed(base, wide(index), Location.Extension.NONE, shift);
            case "uxtw" -> indexed(base, narrow(index), Location.Extension.ZERO, shift);
            case "sxtw" -> indexed(base, narrow(index), Location.Extension.SIGN, shift);
            // The index already has 64 bits.
            case "sxtx", "uxtx" -> indexed(base, wide(index), Location.Extension.NONE, shift);
            default -> throw text.error("lsl, uxtw or sxtw before this");
        };
    }

    private int shift() throws UsdtException {
        var given = text.skip('#') || text.atNumber();
        var shift = given ? text.number() : 0;
        if (shift < 0 || shift > 4) {
            throw text.error("a shift of 0 to 4 before this");
        }
        return (int) shift;
    }

    private static Location indexed(RegisterPart base, RegisterPart index, Location.Extension extension, int shift) {
        return new Location.MemoryIndexed(Optional.of(base), index, extension, 1 << shift, 0);
    }

    private RegisterPart wide(RegisterPart part) throws UsdtException {
        return withBits(part, 64);
    }

    private RegisterPart narrow(RegisterPart part) throws UsdtException {
        return withBits(part, 32);
    }

    private RegisterPart withBits(RegisterPart part, int bits) throws UsdtException {
        if (part.bits() != bits) {
            throw text.error("a " + bits + "-bit register before this");
        }
        return part;
    }

    private RegisterPart known(String name) throws UsdtException {
        return RegisterNames.aarch64(name).orElseThrow(() -> text.error("a register of aarch64 before this"));
    }
}
