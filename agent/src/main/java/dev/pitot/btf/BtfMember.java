package dev.pitot.btf;

/**
 * The place of a member in its structure.
 *
 * @param byteOffset bytes from the begin of the queried structure
 * @param bitOffsetInByte first bit in that byte, 0 to 7, counted from the least significant (little endian)
 * @param bitSize width of a bit field in bits; 0 if the member is not a bit field
 * @param byteSize size of the declared type; for a bit field it may exceed the bytes that hold its bits
 */
public record BtfMember(int byteOffset, int bitOffsetInByte, int bitSize, int byteSize) {
    public boolean isBitField() {
        return bitSize != 0;
    }

    /**
     * Returns the number of bytes to load at {@link #byteOffset()} for the whole value. For a bit field it is the
     * smallest number that holds all its bits.
     */
    public int spannedBytes() {
        return isBitField() ? (bitOffsetInByte + bitSize + 7) / 8 : byteSize;
    }
}
