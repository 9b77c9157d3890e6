package dev.pitot.bundle;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Writes bundles and what they consist of. Their records have checked the limits. */
final class BundleWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    byte[] write(Bundle bundle) {
        writeBody(bundle);
        out.writeBytes(Sha256.of(out.toByteArray(), out.size()));
        return out.toByteArray();
    }

    /** Writes a bundle without the hash. */
    byte[] writeBody(Bundle bundle) {
        out.writeBytes(BundleCodec.MAGIC.getBytes(StandardCharsets.US_ASCII));
        u32(BundleCodec.VERSION);
        out.writeBytes(HexFormat.of().parseHex(bundle.key()));
        u16(bundle.maps().size());
        u16(bundle.programs().size());
        bundle.maps().forEach(this::map);
        bundle.programs().forEach(this::program);
        return written();
    }

    byte[] written() {
        return out.toByteArray();
    }

    private void map(MapSpec map) {
        name(map.name());
        u32(map.type());
        u32(map.keySize());
        u32(map.valueSize());
        u32(map.maxEntries());
        u32(map.flags());
    }

    private void program(ProgramSpec program) {
        name(program.name());
        u32(program.attachType());
        u32(program.instructionCount());
        out.writeBytes(program.instructions());
    }

    void name(String name) {
        u8(name.length());
        out.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
    }

    void bytes(byte[] bytes) {
        out.writeBytes(bytes);
    }

    void u8(int value) {
        out.write(value);
    }

    void u16(int value) {
        out.write(value);
        out.write(value >>> 8);
    }

    void u32(int value) {
        u16(value);
        u16(value >>> 16);
    }
}
