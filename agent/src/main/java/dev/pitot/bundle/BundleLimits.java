package dev.pitot.bundle;

import java.util.regex.Pattern;

/** The limits of a bundle, shared by its writer, its reader and its records. */
final class BundleLimits {
    static final int NAME_BYTES = 64;
    static final int MAPS = 64;
    static final int PROGRAMS = 64;
    static final int NUMBERS = 1000;
    static final int RELOCATIONS = 100_000;

    /** BPF_COMPLEXITY_LIMIT_INSNS of {@code include/linux/bpf.h}: the kernel accepts no longer program. */
    static final int INSTRUCTIONS = 1_000_000;

    /** The ASCII names that the kernel accepts for a BPF object ({@code bpf_obj_name_cpy}). */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.]{1," + NAME_BYTES + "}");

    private BundleLimits() {}

    static void requireName(String name) {
        require(NAME.matcher(name).matches(), "a name must have 1 to 64 letters, digits, '_' or '.'");
    }

    static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
