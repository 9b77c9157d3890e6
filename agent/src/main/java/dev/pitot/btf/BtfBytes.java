package dev.pitot.btf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The bytes of one BTF file; every read is checked against their end. Offsets are from the begin of the file. */
final class BtfBytes {
    private final String file;
    private final ByteBuffer buffer;

    BtfBytes(String file, byte[] bytes) {
        this.file = file;
        this.buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    int length() {
        return buffer.limit();
    }

    int u16(int offset) throws BtfException {
        check(offset, Short.BYTES);
        return Short.toUnsignedInt(buffer.getShort(offset));
    }

    /** A 32-bit word as it stands; the caller knows whether it has a sign. */
    int word(int offset) throws BtfException {
        check(offset, Integer.BYTES);
        return buffer.getInt(offset);
    }

    byte at(int offset) throws BtfException {
        check(offset, 1);
        return buffer.get(offset);
    }

    BtfException fail(long offset, String expectation) {
        return new BtfException(file, offset, expectation);
    }

    private void check(int offset, int length) throws BtfException {
        if (offset < 0 || offset > buffer.limit() - length) {
            throw fail(Integer.toUnsignedLong(offset), length + " bytes before the end at " + buffer.limit());
        }
    }
}
