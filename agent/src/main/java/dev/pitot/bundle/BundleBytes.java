package dev.pitot.bundle;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The bytes of one file, read in order. Every length is checked against its limit and the remaining bytes. */
final class BundleBytes {
    private final String origin;
    private final ByteBuffer in;

    BundleBytes(byte[] file, String origin) {
        this.origin = origin;
        this.in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    }

    int position() {
        return in.position();
    }

    /** Excludes what is behind an offset from further reading. */
    void end(int offset) {
        in.limit(offset);
    }

    void magic(byte[] magic) throws BundleException {
        if (!Arrays.equals(bytes(magic.length), magic)) {
            throw new BundleException(origin, 0, "the magic " + new String(magic, StandardCharsets.US_ASCII));
        }
    }

    void version(int version) throws BundleException {
        var at = in.position();
        int found = u32();
        if (found != version) {
            throw new BundleException(origin, at, "version " + version + ", found " + Integer.toUnsignedString(found));
        }
    }

    String name() throws BundleException {
        return new String(bytes(count(1, BundleLimits.NAME_BYTES, "bytes of a name")), StandardCharsets.US_ASCII);
    }

    int u32() throws BundleException {
        need(Integer.BYTES);
        return in.getInt();
    }

    byte[] bytes(int length) throws BundleException {
        need(length);
        var bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    /** Reads a count of {@code width} bytes. */
    int count(int width, int limit, String what) throws BundleException {
        need(width);
        int at = in.position();
        int value =
                switch (width) {
                    case 1 -> in.get() & 0xff;
                    case 2 -> in.getShort() & 0xffff;
                    default -> in.getInt();
                };
        if (value < 0 || value > limit) {
            var found = Integer.toUnsignedString(value);
            throw new BundleException(origin, at, "at most " + limit + " " + what + ", found " + found);
        }
        return value;
    }

    /** Checks that nothing is left. */
    void requireEnd(String expectation) throws BundleException {
        if (in.hasRemaining()) {
            throw fail(expectation + ", found " + in.remaining() + " bytes more");
        }
    }

    void need(int length) throws BundleException {
        if (in.remaining() < length) {
            throw fail(length + " bytes more, found " + in.remaining());
        }
    }

    private BundleException fail(String expectation) {
        return new BundleException(origin, in.position(), expectation);
    }
}
