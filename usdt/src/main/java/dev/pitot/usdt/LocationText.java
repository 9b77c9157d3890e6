package dev.pitot.usdt;

import dev.pitot.usdt.Location.Constant;
import dev.pitot.usdt.Location.InRegister;
import dev.pitot.usdt.Location.Memory;
import dev.pitot.usdt.Location.MemoryIndexed;
import dev.pitot.usdt.Location.SymbolMemory;
import dev.pitot.usdt.Location.Unsupported;

/** Prints a location for users, and in the assembler syntax of either architecture. */
final class LocationText {
    private LocationText() {}

    static String pretty(Location location) {
        return switch (location) {
            case InRegister(var part) -> part.name();
            case Constant(var value) -> Long.toString(value);
            case Memory(var base, var displacement) -> "*(" + base + plus(displacement) + ")";
            case MemoryIndexed m -> "*(" + prettyIndexed(m) + plus(m.displacement()) + ")";
            case SymbolMemory(var symbol, var displacement) -> "*(&" + symbol + plus(displacement) + ")";
            case Unsupported(var text) -> text + " (unsupported)";
        };
    }

    static String x86(Location location) {
        return switch (location) {
            case InRegister(var part) -> "%" + part;
            case Constant(var value) -> "$" + value;
            case Memory(var base, var displacement) -> notZero(displacement) + "(%" + base + ")";
            case MemoryIndexed m -> notZero(m.displacement()) + x86Indexed(m);
            case SymbolMemory(var symbol, var displacement) -> symbol + signed(displacement) + "(%rip)";
            case Unsupported(var text) -> text;
        };
    }

    static String aarch64(Location location) {
        return switch (location) {
            case InRegister(var part) -> part.name();
            case Constant(var value) -> Long.toString(value);
            case Memory(var base, var displacement) ->
                displacement == 0 ? "[" + base + "]" : "[" + base + ", " + displacement + "]";
            case MemoryIndexed m -> "[" + m.base().orElseThrow() + ", " + m.index() + aarch64Extension(m) + "]";
            case SymbolMemory _ -> throw new IllegalArgumentException("aarch64 has no such operand: " + location);
            case Unsupported(var text) -> text;
        };
    }

    private static String prettyIndexed(MemoryIndexed m) {
        var index =
                switch (m.extension()) {
                    case NONE -> m.index().name();
                    case ZERO -> "(u32) " + m.index();
                    case SIGN -> "(s32) " + m.index();
                };
        return m.base().map(base -> base + " + ").orElse("") + index + (m.scale() == 1 ? "" : " * " + m.scale());
    }

    private static String x86Indexed(MemoryIndexed m) {
        var base = m.base().map(part -> "%" + part).orElse("");
        return "(" + base + ",%" + m.index() + (m.scale() == 1 ? "" : "," + m.scale()) + ")";
    }

    private static String aarch64Extension(MemoryIndexed m) {
        var shift = Integer.numberOfTrailingZeros(m.scale());
        var amount = shift == 0 ? "" : " " + shift;
        return switch (m.extension()) {
            case NONE -> shift == 0 ? "" : ", lsl" + amount;
            case ZERO -> ", uxtw" + amount;
            case SIGN -> ", sxtw" + amount;
        };
    }

    private static String plus(long displacement) {
        return displacement == 0 ? "" : displacement < 0 ? " - " + -displacement : " + " + displacement;
    }

    private static String notZero(long displacement) {
        return displacement == 0 ? "" : Long.toString(displacement);
    }

    private static String signed(long displacement) {
        return displacement == 0 ? "" : displacement < 0 ? Long.toString(displacement) : "+" + displacement;
    }
}
