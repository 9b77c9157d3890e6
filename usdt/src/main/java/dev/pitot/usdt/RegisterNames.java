package dev.pitot.usdt;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The assembler's names of registers and their parts. */
final class RegisterNames {
    private static final Map<String, RegisterPart> X86 = x86();
    private static final Map<String, RegisterPart> AARCH64 = aarch64();

    private RegisterNames() {}

    static Optional<RegisterPart> x86(String name) {
        return Optional.ofNullable(X86.get(name));
    }

    static Optional<RegisterPart> aarch64(String name) {
        return Optional.ofNullable(AARCH64.get(name));
    }

    private static Map<String, RegisterPart> x86() {
        var names = new HashMap<String, RegisterPart>();
        for (var register : X86Register.values()) {
            var name = register.name().toLowerCase(Locale.ROOT);
            switch (register) {
                case R8, R9, R10, R11, R12, R13, R14, R15 -> addNumbered(names, name, register);
                case RAX, RBX, RCX, RDX -> addLettered(names, name, register);
                case RBP, RSP, RSI, RDI -> addPointer(names, name, register);
                case RIP -> add(names, name, register, 64, 0);
                case ORIG_RAX -> {
                    // It belongs to the kernel; assemblers have no name for it.
                }
            }
        }
        return Map.copyOf(names);
    }

    /** Adds r8, r8d, r8w, and r8b, which some assemblers call r8l. */
    private static void addNumbered(Map<String, RegisterPart> names, String name, Register register) {
        add(names, name, register, 64, 0);
        add(names, name + "d", register, 32, 0);
        add(names, name + "w", register, 16, 0);
        add(names, name + "b", register, 8, 0);
        add(names, name + "l", register, 8, 0);
    }

    /** Adds rax, eax, ax, al, and ah, which is the second byte. */
    private static void addLettered(Map<String, RegisterPart> names, String name, Register register) {
        var letter = name.substring(1, 2);
        addWide(names, name, register);
        add(names, letter + "l", register, 8, 0);
        add(names, letter + "h", register, 8, 8);
    }

    /** Adds rsi, esi, si, sil. */
    private static void addPointer(Map<String, RegisterPart> names, String name, Register register) {
        addWide(names, name, register);
        add(names, name.substring(1) + "l", register, 8, 0);
    }

    private static void addWide(Map<String, RegisterPart> names, String name, Register register) {
        var without = name.substring(1);
        add(names, name, register, 64, 0);
        add(names, "e" + without, register, 32, 0);
        add(names, without, register, 16, 0);
    }

    private static Map<String, RegisterPart> aarch64() {
        var names = new HashMap<String, RegisterPart>();
        for (var i = 0; i <= 30; i++) {
            var register = Aarch64Register.values()[i];
            add(names, "x" + i, register, 64, 0);
            add(names, "w" + i, register, 32, 0);
        }
        add(names, "fp", Aarch64Register.X29, 64, 0);
        add(names, "lr", Aarch64Register.X30, 64, 0);
        add(names, "sp", Aarch64Register.SP, 64, 0);
        add(names, "wsp", Aarch64Register.SP, 32, 0);
        add(names, "pc", Aarch64Register.PC, 64, 0);
        return Map.copyOf(names);
    }

    private static void add(Map<String, RegisterPart> names, String name, Register register, int bits, int shift) {
        names.put(name, new RegisterPart(name, register, bits, shift));
    }
}
