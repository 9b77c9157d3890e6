package dev.pitot.bundle;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * A key that identifies the inputs of a bundle: SHA-256 over named parts in their order.
 *
 * <p>The length (u32, big endian) precedes each name and each value, so different lists of parts never give the same
 * bytes. Every key starts with the version of the file format and the architecture. The caller adds the sources and
 * what else the programs depend on.
 */
public final class BundleKey {
    private final ByteArrayOutputStream parts = new ByteArrayOutputStream();

    public BundleKey() {
        part("format", Integer.toString(BundleCodec.VERSION));
        part("architecture", System.getProperty("os.arch"));
    }

    /** Adds a part and returns this. */
    public BundleKey part(String name, byte[] value) {
        write(name.getBytes(StandardCharsets.UTF_8));
        write(value);
        return this;
    }

    public BundleKey part(String name, String value) {
        return part(name, value.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the key as 64 hexadecimal digits in lower case. */
    public String hex() {
        return HexFormat.of().formatHex(Sha256.of(parts.toByteArray(), parts.size()));
    }

    private void write(byte[] bytes) {
        parts.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        parts.writeBytes(bytes);
    }
}
