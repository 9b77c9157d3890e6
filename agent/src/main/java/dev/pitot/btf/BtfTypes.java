package dev.pitot.btf;

import java.util.Arrays;

/**
 * The type section: one file offset per type id and no object per type (a kernel has more than 100 thousand types).
 *
 * <p>A record is u32 name offset, u32 info (bits 0-15 vlen, 24-28 kind, 31 flag), u32 size or type id, then what its kind
 * adds. {@link #scan} finds every record to lie within the section; ids read later are checked when they are read.
 */
final class BtfTypes {
    static final int VOID = 0;

    /** Bits 16-23, 29 and 30 of info, which have no meaning yet: a kernel that sets them has a layout not known here. */
    private static final int UNKNOWN_INFO = 0x60ff_0000;

    /** Longest chain of typedefs, qualifiers and array dimensions that is followed; cycles end here. */
    private static final int MAX_CHAIN = 32;

    private static final int POINTER_BYTES = 8;

    private final BtfBytes bytes;
    private final int[] offsets;
    private final int count;

    private BtfTypes(BtfBytes bytes, int[] offsets, int count) {
        this.bytes = bytes;
        this.offsets = offsets;
        this.count = count;
    }

    static BtfTypes scan(BtfBytes bytes, BtfHeader header) throws BtfException {
        int end = header.typesEnd();
        // 12 bytes are the least a type can take, 34 the mean of a kernel: begin near it, grow when it was wrong.
        var offsets = new int[(end - header.typesBegin()) / 32 + 2];
        int count = 1;
        for (int at = header.typesBegin(); at < end; count++) {
            if (count == offsets.length) {
                offsets = Arrays.copyOf(offsets, count + count / 2);
            }
            offsets[count] = at;
            at += recordBytes(bytes, at, end);
        }
        return new BtfTypes(bytes, offsets, count);
    }

    private static int recordBytes(BtfBytes bytes, int at, int end) throws BtfException {
        if (end - at < BtfKind.RECORD_BYTES) {
            throw bytes.fail(at, "a type record before the end of the type section at " + end);
        }
        int info = bytes.word(at + 4);
        if ((info & UNKNOWN_INFO) != 0 || !BtfKind.known(kindNumber(info))) {
            throw bytes.fail(at + 4, "a type of a kind from 1 to " + (BtfKind.ENUM64.ordinal() + 1) + ", found info 0x"
                    + Integer.toHexString(info));
        }
        int length = BtfKind.of(kindNumber(info)).recordBytes(info & 0xffff);
        if (length > end - at) {
            throw bytes.fail(at, "a type record of " + length + " bytes before the end of the type section at " + end);
        }
        return length;
    }

    private static int kindNumber(int info) {
        return info >>> 24 & 0x1f;
    }

    /** One more than the highest type id. */
    int end() {
        return count;
    }

    BtfKind kind(int id) throws BtfException {
        return BtfKind.of(kindNumber(bytes.word(offset(id) + 4)));
    }

    boolean is(int id, BtfKind kind) throws BtfException {
        return id != VOID && kind(id) == kind;
    }

    boolean isComposite(int id) throws BtfException {
        return id != VOID && kind(id).isComposite();
    }

    int vlen(int id) throws BtfException {
        return bytes.word(offset(id) + 4) & 0xffff;
    }

    boolean flag(int id) throws BtfException {
        return bytes.word(offset(id) + 4) < 0;
    }

    int name(int id) throws BtfException {
        return bytes.word(offset(id));
    }

    /** The third word: the size of a type that has one, or the id of the type that this one refers to. */
    int sizeOrType(int id) throws BtfException {
        return bytes.word(offset(id) + 8);
    }

    /** The word at {@code index} behind the record of 12 bytes. */
    int tail(int id, int index) throws BtfException {
        return bytes.word(offset(id) + BtfKind.RECORD_BYTES + index * Integer.BYTES);
    }

    /** File offset of an entry (member, enumerator, parameter); {@code index} is below {@link #vlen}. */
    int entry(int id, int index) throws BtfException {
        return offset(id) + BtfKind.RECORD_BYTES + index * kind(id).entryBytes();
    }

    int word(int offset) throws BtfException {
        return bytes.word(offset);
    }

    BtfException fail(long offset, String expectation) {
        return bytes.fail(offset, expectation);
    }

    /** The type behind typedefs and qualifiers. */
    int resolve(int id) throws BtfException {
        int at = id;
        for (int i = 0; i < MAX_CHAIN; i++) {
            if (at == VOID || !kind(at).isAlias()) {
                return at;
            }
            at = sizeOrType(at);
        }
        throw endless(id);
    }

    /** Size in bytes of a value of the type; of a flexible array 0. */
    int byteSize(int id) throws BtfException {
        long elements = 1;
        int at = id;
        for (int i = 0; i < MAX_CHAIN; i++) {
            at = resolve(at);
            if (!is(at, BtfKind.ARRAY)) {
                return checkedSize(id, elements, scalarSize(id, at));
            }
            elements = checkedSize(id, elements, Integer.toUnsignedLong(tail(at, 2)));
            at = tail(at, 0);
        }
        throw endless(id);
    }

    private long scalarSize(int id, int resolved) throws BtfException {
        if (resolved == VOID) {
            throw sizeless(id);
        }
        return switch (kind(resolved)) {
            case INT, STRUCT, UNION, ENUM, ENUM64, FLOAT, DATASEC -> Integer.toUnsignedLong(sizeOrType(resolved));
            case PTR -> POINTER_BYTES;
            default -> throw sizeless(id);
        };
    }

    private int checkedSize(int id, long elements, long each) throws BtfException {
        // Both are below 2^32 and elements below 2^31: the product fits.
        long size = elements * each;
        if (size > Integer.MAX_VALUE) {
            throw fail(id == VOID ? 0 : offset(id), "type " + id + " to have less than 2 GB, found " + size + " bytes");
        }
        return (int) size;
    }

    private int offset(int id) throws BtfException {
        if (id <= 0 || id >= count) {
            throw bytes.fail(0, "a type id from 1 to " + (count - 1) + ", found " + Integer.toUnsignedLong(id));
        }
        return offsets[id];
    }

    private BtfException sizeless(int id) throws BtfException {
        return fail(id == VOID ? 0 : offset(id), "type " + id + " to be one that has a size");
    }

    private BtfException endless(int id) throws BtfException {
        return fail(offset(id), "type " + id + " to end after at most " + MAX_CHAIN + " references");
    }
}
