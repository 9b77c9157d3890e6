package dev.pitot.usdt;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A range of a file. Every read is checked against the end of the range.
 *
 * <p>Positions are relative to the window; messages give offsets in the file. The byte order is that of the buffer. The
 * width of an address, 4 or 8 bytes, is that of the file.
 */
record Window(Path file, long fileOffset, ByteBuffer bytes, int addressSize) {
    /** Mangled names of C++ can have some thousand characters. */
    private static final int MAX_STRING = 1 << 15;

    int size() {
        return bytes.limit();
    }

    int unsignedByte(long at) throws UsdtException {
        return bytes.get(check(at, 1, "a byte")) & 0xff;
    }

    int unsignedShort(long at) throws UsdtException {
        return bytes.getShort(check(at, 2, "a 16-bit number")) & 0xffff;
    }

    long unsignedInt(long at) throws UsdtException {
        return Integer.toUnsignedLong(bytes.getInt(check(at, 4, "a 32-bit number")));
    }

    /** Reads a number as wide as the file's addresses, which is also the width of its offsets and sizes. */
    long address(long at) throws UsdtException {
        return addressSize == 4 ? unsignedInt(at) : bytes.getLong(check(at, 8, "a 64-bit number"));
    }

    byte[] bytes(long at, long size) throws UsdtException {
        var start = check(at, size, "the bytes");
        var copy = new byte[(int) size];
        bytes.get(start, copy);
        return copy;
    }

    /** Returns the part of this window from {@code at} on, with its own end. */
    Window part(long at, long size, String what) throws UsdtException {
        var start = check(at, size, what);
        return new Window(file, fileOffset + at, bytes.slice(start, (int) size).order(bytes.order()), addressSize);
    }

    /** Returns the string at {@code at} without its NUL, which must be inside the window. */
    String string(long at) throws UsdtException {
        return new String(bytes(at, stringSize(at)), StandardCharsets.UTF_8);
    }

    /** Returns the string at {@code at}, cut after {@code most} bytes. */
    String head(long at, int most) throws UsdtException {
        var size = 0;
        while (size < most && unsignedByte(at + size) != 0) {
            size++;
        }
        return new String(bytes(at, size), StandardCharsets.UTF_8);
    }

    /**
     * Returns the number of bytes of the string at {@code at} without its NUL. It is limited, because a hostile table
     * would take hours.
     */
    int stringSize(long at) throws UsdtException {
        for (var size = 0; size < MAX_STRING; size++) {
            if (unsignedByte(at + size) == 0) {
                return size;
            }
        }
        throw error(at, "a string of less than " + MAX_STRING + " bytes");
    }

    /** Returns whether the bytes at {@code at} begin with {@code prefix}; false if the window ends before. */
    boolean startsWith(long at, byte[] prefix) {
        if (at < 0 || at + prefix.length > bytes.limit()) {
            return false;
        }
        for (var i = 0; i < prefix.length; i++) {
            if (bytes.get((int) at + i) != prefix[i]) {
                return false;
            }
        }
        return true;
    }

    UsdtException error(long at, String expectation) {
        return UsdtException.inFile(file, fileOffset + at, expectation);
    }

    private int check(long at, long size, String what) throws UsdtException {
        if (at < 0 || size < 0 || size > bytes.limit() || at > bytes.limit() - size) {
            throw error(
                    at,
                    String.format(
                            Locale.ROOT,
                            "%s of %d bytes, but the range ends at 0x%x",
                            what,
                            size,
                            fileOffset + bytes.limit()));
        }
        return (int) at;
    }
}
