package dev.pitot.usdt;

import java.util.Optional;

/** An architecture whose probe arguments can be parsed, identified by {@code e_machine} of the ELF header. */
public enum Architecture {
    X86_64(62, 0x0300),
    AARCH64(183, 0x0a00);

    private final int elfMachine;
    private final int cacheAbi;

    Architecture(int elfMachine, int cacheAbi) {
        this.elfMachine = elfMachine;
        this.cacheAbi = cacheAbi;
    }

    /** Returns the architecture of this JVM; empty if it is neither of the two. */
    public static Optional<Architecture> current() {
        return switch (System.getProperty("os.arch")) {
            case "amd64", "x86_64" -> Optional.of(X86_64);
            case "aarch64" -> Optional.of(AARCH64);
            default -> Optional.empty();
        };
    }

    /** Returns the architecture of an ELF header's {@code e_machine} (EM_X86_64, EM_AARCH64); empty for any other. */
    static Optional<Architecture> ofElf(int machine) {
        for (var architecture : values()) {
            if (architecture.elfMachine == machine) {
                return Optional.of(architecture);
            }
        }
        return Optional.empty();
    }

    /**
     * Returns the ABI bits in the flags of an entry of {@code /etc/ld.so.cache} (FLAG_X8664_LIB64, FLAG_AARCH64_LIB64
     * of glibc).
     */
    int cacheAbi() {
        return cacheAbi;
    }
}
