package dev.pitot.btf;

/**
 * The kinds of BTF types, in the order of their numbers. These begin at 1; 0 is void and has no record.
 *
 * <p>Every record has 12 bytes. Some kinds add a fixed tail, some a list of {@code vlen} entries. Source: kernel,
 * {@code include/uapi/linux/btf.h} and {@code Documentation/bpf/btf.rst}.
 */
public enum BtfKind {
    INT(4, 0),
    PTR(0, 0),
    ARRAY(12, 0),
    STRUCT(0, 12),
    UNION(0, 12),
    ENUM(0, 8),
    FWD(0, 0),
    TYPEDEF(0, 0),
    VOLATILE(0, 0),
    CONST(0, 0),
    RESTRICT(0, 0),
    FUNC(0, 0),
    FUNC_PROTO(0, 8),
    VAR(4, 0),
    DATASEC(0, 12),
    FLOAT(0, 0),
    DECL_TAG(4, 0),
    TYPE_TAG(0, 0),
    ENUM64(0, 12);

    static final int RECORD_BYTES = 12;

    private static final BtfKind[] BY_NUMBER = values();

    private final int tailBytes;
    private final int entryBytes;

    BtfKind(int tailBytes, int entryBytes) {
        this.tailBytes = tailBytes;
        this.entryBytes = entryBytes;
    }

    static boolean known(int number) {
        return number >= 1 && number <= BY_NUMBER.length;
    }

    static BtfKind of(int number) {
        return BY_NUMBER[number - 1];
    }

    int number() {
        return ordinal() + 1;
    }

    /**
     * Returns the length of a whole record in bytes. It multiplies instead of testing {@code vlen}, because FUNC keeps
     * its linkage there.
     */
    int recordBytes(int vlen) {
        return RECORD_BYTES + tailBytes + vlen * entryBytes;
    }

    int entryBytes() {
        return entryBytes;
    }

    boolean isComposite() {
        return this == STRUCT || this == UNION;
    }

    /** Returns whether the kind only names or qualifies another type, without changing its layout. */
    boolean isAlias() {
        return switch (this) {
            case TYPEDEF, VOLATILE, CONST, RESTRICT, TYPE_TAG -> true;
            default -> false;
        };
    }
}
