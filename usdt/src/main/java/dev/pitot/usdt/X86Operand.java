package dev.pitot.usdt;

import java.util.Optional;

/**
 * Parses an operand in AT&amp;T syntax: {@code %reg}, {@code $constant}, {@code disp(%base,%index,scale)} with any part
 * missing, {@code symbol+disp(%rip)}.
 */
final class X86Operand {
    private final ArgumentText text;

    X86Operand(ArgumentText text) {
        this.text = text;
    }

    Location read() throws UsdtException {
        var location =
                switch (text.peek()) {
                    case '%' -> register();
                    case '$' -> constant();
                    default -> memory();
                };
        text.expectEndOfOperand();
        return location;
    }

    private Location register() throws UsdtException {
        text.expect('%');
        var name = text.word();
        if (text.peek() == ':' || text.peek() == '(') {
            // %fs:0x10 is thread-local and %st(0) an x87 register. Assemblers know both, and BPF cannot read them.
            return new Location.Unsupported("%" + name + text.wholeOperand());
        }
        if (name.startsWith("xmm") || name.startsWith("ymm") || name.startsWith("mm") || name.equals("st")) {
            return new Location.Unsupported("%" + name);
        }
        return new Location.InRegister(known(name));
    }

    private Location constant() throws UsdtException {
        text.expect('$');
        return new Location.Constant(text.number());
    }

    private Location memory() throws UsdtException {
        var displacement = text.atNumber() ? text.number() : 0;
        if (text.peek() == '(') {
            return addressed(displacement);
        }
        // gas prints "8+symbol" as well as "symbol+8".
        text.skip('+');
        return symbol(displacement);
    }

    private Location symbol(long displacement) throws UsdtException {
        var name = text.symbol();
        if (name.isEmpty()) {
            throw text.error("%register, $constant, displacement(%register) or a symbol");
        }
        var offset = displacement + (text.atNumber() ? text.number() : 0);
        if (text.skip('(')) {
            text.expect('%');
            if (known(text.word()).register() != X86Register.RIP) {
                throw text.error("a symbol relative to %rip only");
            }
            text.expect(')');
        }
        return new Location.SymbolMemory(name, offset);
    }

    private Location addressed(long displacement) throws UsdtException {
        text.expect('(');
        var base = text.peek() == '%' ? Optional.of(addressRegister()) : Optional.<RegisterPart>empty();
        if (text.skip(',')) {
            return indexed(base, displacement);
        }
        text.expect(')');
        return new Location.Memory(base.orElseThrow(() -> text.error("a base register before this")), displacement);
    }

    private Location indexed(Optional<RegisterPart> base, long displacement) throws UsdtException {
        var index = addressRegister();
        var scale = text.skip(',') ? scale() : 1;
        text.expect(')');
        return new Location.MemoryIndexed(base, index, Location.Extension.NONE, scale, displacement);
    }

    private int scale() throws UsdtException {
        return switch (text.digits()) {
            case "1" -> 1;
            case "2" -> 2;
            case "4" -> 4;
            case "8" -> 8;
            default -> throw text.error("a scale of 1, 2, 4 or 8 before this");
        };
    }

    private RegisterPart addressRegister() throws UsdtException {
        text.expect('%');
        var part = known(text.word());
        if (part.bits() != 64) {
            throw text.error("a 64-bit register before this");
        }
        return part;
    }

    private RegisterPart known(String name) throws UsdtException {
        return RegisterNames.x86(name).orElseThrow(() -> text.error("a register of x86-64 before this"));
    }
}
