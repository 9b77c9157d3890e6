package dev.pitot.btf;

/**
 * The places of the two sections of a BTF file: absolute offsets within the file, ends exclusive.
 *
 * <p>The layout is {@code struct btf_header}: u16 magic, u8 version, u8 flags, u32 hdr_len, type_off, type_len,
 * str_off, str_len. Its offsets count from the end of the header. A longer header is of a later version; its further
 * fields are ignored.
 */
record BtfHeader(int typesBegin, int typesEnd, int stringsBegin, int stringsEnd) {
    private static final int MAGIC = 0xeb9f;
    private static final int VERSION = 1;
    private static final int BYTES = 24;

    static BtfHeader read(BtfBytes bytes) throws BtfException {
        if (bytes.u16(0) != MAGIC) {
            throw bytes.fail(0, "the magic 0xeb9f of little-endian BTF, found 0x" + Integer.toHexString(bytes.u16(0)));
        }
        if (bytes.at(2) != VERSION) {
            throw bytes.fail(2, "BTF version 1, found " + Byte.toUnsignedInt(bytes.at(2)));
        }
        int length = bytes.word(4);
        if (length < BYTES || length > bytes.length()) {
            throw bytes.fail(4, "a header of 24 bytes or more within the file, found " + length);
        }
        int types = section(bytes, length, 8);
        int strings = section(bytes, length, 16);
        return new BtfHeader(types, types + bytes.word(12), strings, strings + bytes.word(20));
    }

    /**
     * Returns the begin of the section whose offset and length are at {@code field}, after checking that it lies within
     * the file.
     */
    private static int section(BtfBytes bytes, int headerLength, int field) throws BtfException {
        long begin = headerLength + Integer.toUnsignedLong(bytes.word(field));
        long end = begin + Integer.toUnsignedLong(bytes.word(field + 4));
        if (end > bytes.length()) {
            throw bytes.fail(field, "a section within the " + bytes.length() + " bytes, found one that ends at " + end);
        }
        return (int) begin;
    }
}
