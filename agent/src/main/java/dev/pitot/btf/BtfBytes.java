package dev.pitot.btf;

/**
 * The bytes of one BTF file, little endian. Every read is checked against their end. Offsets count from the begin of
 * the file.
 *
 * <p>Words are assembled by hand. A fresh JVM reads them mostly in the interpreter, where a ByteBuffer's getInt is five
 * calls deep.
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

    /** Reads a 32-bit word. The caller knows whether it is signed. */
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
