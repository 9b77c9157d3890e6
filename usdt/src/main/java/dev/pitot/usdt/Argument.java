package dev.pitot.usdt;

import java.util.ArrayList;
import java.util.List;

/**
 * An argument of a probe at one site: its size and its location.
 *
 * <p>{@code sys/sdt.h} makes the assembler print each argument as {@code N@operand}. N is the size in bytes, negative
 * for a signed value, followed by {@code f} for a floating-point number. The operand has the assembler's syntax. Blanks
 * separate arguments; on aarch64 they also occur inside an operand's brackets.
 *
 * @param size 1, 2, 4 or 8 bytes (16 for some floating-point numbers)
 * @param floating whether it is a floating-point number, which has no location that a BPF program can read
 */
public record Argument(int size, boolean signed, boolean floating, Location location) {

    /** Parses the arguments of a note, in order. Throws for unknown syntax. */
    public static List<Argument> parse(Architecture architecture, String arguments) throws UsdtException {
        var parsed = new ArrayList<Argument>();
        var text = new ArgumentText(arguments);
        while (text.skipBlanks()) {
            parsed.add(one(architecture, text));
        }
        return List.copyOf(parsed);
    }

    /** Returns whether a BPF program can read the value. */
    public boolean supported() {
        return !(location instanceof Location.Unsupported);
    }

    /** Returns a readable form: {@code 8 unsigned bytes @ *(rbp - 16)}. */
    public String description() {
        var kind = floating ? "floating" : signed ? "signed" : "unsigned";
        return size + " " + kind + " bytes @ " + LocationText.pretty(location);
    }

    /** Returns the form of a note for this architecture. {@link #parse} of it gives an equal argument. */
    public String toString(Architecture architecture) {
        var operand =
                switch (architecture) {
                    case X86_64 -> LocationText.x86(location);
                    case AARCH64 -> LocationText.aarch64(location);
                };
        return (signed ? "-" : "") + size + (floating ? "f" : "") + "@" + operand;
    }

    private static Argument one(Architecture architecture, ArgumentText text) throws UsdtException {
        var signed = text.skip('-');
        var size = size(text);
        var floating = text.skip('f');
        if (size == 16 && !floating) {
            throw text.error("a size of 1, 2, 4 or 8 bytes");
        }
        text.expect('@');
        return new Argument(size, signed, floating, location(architecture, text, floating));
    }

    private static Location location(Architecture architecture, ArgumentText text, boolean floating)
            throws UsdtException {
        if (floating) {
            return new Location.Unsupported(text.wholeOperand());
        }
        return switch (architecture) {
            case X86_64 -> new X86Operand(text).read();
            case AARCH64 -> new Aarch64Operand(text).read();
        };
    }

    private static int size(ArgumentText text) throws UsdtException {
        return switch (text.digits()) {
            case "1" -> 1;
            case "2" -> 2;
            case "4" -> 4;
            case "8" -> 8;
            case "16" -> 16;
            default -> throw text.error("a size of 1, 2, 4 or 8 bytes before this");
        };
    }
}
