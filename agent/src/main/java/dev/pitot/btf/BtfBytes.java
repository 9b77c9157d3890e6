package dev.pitot.btf;

/**
 * The bytes of one BTF file, little endian; every read is checked against their end. Offsets are from the begin of the
 * file.
 *
 * <p>Words are put together by hand: they are read in a fresh JVM, mostly by the interpreter, where the getInt of a
 * ByteBuffer is five calls deep.
 */
final class BtfBytes {
    private final String file;
    private final byte[] bytes;

    BtfBytes(String file, byte[] bytes) {
        this.file = file;
        this.bytes = bytes;
    }

    int length() {
        return bytes.length;
    }

    byte[] raw() {
        return bytes;
    }

    int u16(int offset) throws BtfException {
        check(offset, Short.BYTES);
        return (bytes[offset] & 0xff) | (bytes[offset + 1] & 0xff) << 8;
    }

    /** A 32-bit word as it stands; the caller knows whether it has a sign. */
    int word(int offset) throws BtfException {
        check(offset, Integer.BYTES);
        return (bytes[offset] & 0xff)
                | (bytes[offset + 1] & 0xff) << 8
                | (bytes[offset + 2] & 0xff) << 16
                | bytes[offset + 3] << 24;
    }

    byte at(int offset) throws BtfException {
        check(offset, 1);
        return bytes[offset];
    }

    BtfException fail(long offset, String expectation) {
        return new BtfException(file, offset, expectation);
    }

    private void check(int offset, int length) throws BtfException {
        if (offset < 0 || offset > bytes.length - length) {
            throw fail(Integer.toUnsignedLong(offset), length + " bytes before the end at " + bytes.length);
        }
    }
}
