package dev.pitot.btf;

/**
 * Where a member lies in its structure.
 *
 * @param byteOffset bytes from the begin of the structure that was asked about
 * @param bitOffsetInByte first bit in that byte, 0 to 7, counted from the least significant (little endian)
 * @param bitSize width of a bit field in bits, 0 when the member is none
 * @param byteSize size of the declared type; of a bit field that may reach beyond the bytes that hold its bits
 */
public record BtfMember(int byteOffset, int bitOffsetInByte, int bitSize, int byteSize) {
    public boolean isBitField() {
        return bitSize != 0;
    }

    /**
     * Bytes to load at {@link #byteOffset()} to have the whole value; for a bit field the fewest that hold all its
     * bits.
     */
    public int spannedBytes() {
        return isBitField() ? (bitOffsetInByte + bitSize + 7) / 8 : byteSize;
    }
}
