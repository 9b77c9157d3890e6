package dev.pitot.btf;

import java.util.Arrays;

/**
 * The type section. It keeps one file offset per type id and no object per type, since a kernel has more than 100
 * thousand types.
 *
 * <p>A record is u32 name offset, u32 info (bits 0-15 vlen, 24-28 kind, 31 flag), u32 size or type id, then what its
 * kind adds. {@link #scan} checks that every record lies within the section. Ids are checked when they are read.
 */
final class BtfTypes {
    static final int VOID = 0;

    /** Bits 16-23, 29 and 30 of info, which have no meaning yet. A kernel that sets them has an unknown layout. */
    private static final int UNKNOWN_INFO = 0x60ff_0000;

    /** Maximum length of a chain of typedefs, qualifiers and array dimensions. It ends cycles. */
    private static final int MAX_CHAIN = 32;

    private static final int POINTER_BYTES = 8;

    private final BtfBytes bytes;
    private int[] offsets;
    private byte[] kinds;
    private int count = 1;

    private BtfTypes(BtfBytes bytes, int expected) {
        this.bytes = bytes;
        this.offsets = new int[expected];
        this.kinds = new byte[expected];
    }

    static BtfTypes scan(BtfBytes bytes, BtfHeader header) throws BtfException {
        int end = header.typesEnd();
        // A type takes at least 12 bytes, and 30 on average in a kernel. The arrays grow if the estimate was too low.
        var types = new BtfTypes(bytes, (end - header.typesBegin()) / 28 + 2);
        for (int at = header.typesBegin(); at < end; ) {
            at += types.add(at, end);
        }
        return types;
    }

    /** Adds the record at {@code at} and returns its length. */
    private int add(int at, int end) throws BtfException {
        int info = at > end - BtfKind.RECORD_BYTES ? 0 : bytes.word(at + 4);
        int kind = info >>> 24 & 0x1f;
        if ((info & UNKNOWN_INFO) != 0 || !BtfKind.known(kind)) {
            throw bytes.fail(at, "a type record of a known kind (1 to 19), found info 0x" + Integer.toHexString(info));
        }
        int length = BtfKind.of(kind).recordBytes(info & 0xffff);
        if (length > end - at) {
            throw bytes.fail(at, "a type record of " + length + " bytes before the end of the type section at " + end);
        }
        if (count == offsets.length) {
            grow();
        }
        kinds[count] = (byte) kind;
        offsets[count++] = at;
        return length;
    }

    private void grow() {
        int size = count + count / 2;
        offsets = Arrays.copyOf(offsets, size);
        kinds = Arrays.copyOf(kinds, size);
    }

    /** Returns one more than the highest type id. */
    int end() {
        return count;
    }

    BtfKind kind(int id) throws BtfException {
        offset(id);
        return BtfKind.of(kinds[id]);
    }

    /** Returns the ids of all named types of one kind, in ascending order. */
    int[] named(BtfKind kind) throws BtfException {
        var ids = new int[64];
        int found = 0;
        for (int id = 1; id < count; id++) {
            if (kinds[id] == kind.number() && name(id) != 0) {
                if (found == ids.length) {
                    ids = Arrays.copyOf(ids, found * 2);
                }
                ids[found++] = id;
            }
        }
        return Arrays.copyOf(ids, found);
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

    /** Returns the third word: the size of a type that has one, or the id of the type it refers to. */
    int sizeOrType(int id) throws BtfException {
        return bytes.word(offset(id) + 8);
    }

    /** Returns the word at {@code index} after the record of 12 bytes. */
    int tail(int id, int index) throws BtfException {
        return bytes.word(offset(id) + BtfKind.RECORD_BYTES + index * Integer.BYTES);
    }

    /** Returns the file offset of an entry (member, enumerator, parameter). {@code index} is below {@link #vlen}. */
    int entry(int id, int index) throws BtfException {
        return offset(id) + BtfKind.RECORD_BYTES + index * kind(id).entryBytes();
    }

    int word(int offset) throws BtfException {
        return bytes.word(offset);
    }

    BtfException fail(long offset, String expectation) {
        return bytes.fail(offset, expectation);
    }

    /** Returns the type behind typedefs and qualifiers. */
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

    /** Returns the size in bytes of a value of the type; 0 for a flexible array. */
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
        // Both are below 2^32 and elements below 2^31, so the product fits.
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
