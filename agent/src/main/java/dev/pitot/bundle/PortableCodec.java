package dev.pitot.bundle;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.zip.CRC32;

/**
 * The file format of a portable bundle, all numbers little endian:
 *
 * <pre>
 *   8  "PITOTPRT"
 *   u32  version, 1
 *   u32  bytes of the bundle, then the bundle as {@link BundleCodec} has it, without its hash
 *   u16  numbers, at most 1000
 *   u32  relocations, at most 100000
 *  per number:      u8 length of name (1 to 64), name in ASCII
 *  per relocation:  u8 program, u8 field (0: offset, 1: immediate), u16 number, u32 instruction
 *   u32  CRC-32 of all bytes before it
 * </pre>
 *
 * <p>Nothing follows. The file is in Pitot's jar, and is as trustworthy as the classes beside it. So the check is only
 * against damage; SHA-256 would take more time in a starting JVM than all the rest.
 */
public final class PortableCodec {
    private static final byte[] MAGIC = "PITOTPRT".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;

    private PortableCodec() {}

    public static byte[] encode(PortableBundle portable) {
        var bundle = new BundleWriter().writeBody(portable.bundle());
        var out = new BundleWriter();
        out.bytes(MAGIC);
        out.u32(VERSION);
        out.u32(bundle.length);
        out.bytes(bundle);
        out.u16(portable.numbers().size());
        out.u32(portable.relocations().size());
        portable.numbers().forEach(out::name);
        for (var relocation : portable.relocations()) {
            out.u8(relocation.program());
            out.u8(relocation.field().ordinal());
            out.u16(relocation.number());
            out.u32(relocation.instruction());
        }
        var content = out.written();
        out.u32(crc(content, content.length));
        return out.written();
    }

    /** Reads what {@link #encode} wrote. Errors name the file {@code origin}. */
    public static PortableBundle decode(byte[] file, String origin) throws BundleException {
        var in = new BundleBytes(file, origin);
        in.magic(MAGIC);
        in.version(VERSION);
        var end = file.length - Integer.BYTES;
        if (end < in.position()
                || ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(end) != crc(file, end)) {
            throw new BundleException(origin, Math.max(end, 0), "the CRC-32 of what is before it");
        }
        in.end(end);
        try {
            var bundle = new BundleReader(in.bytes(in.count(4, BundleCodec.MAX_BYTES, "bytes of a bundle")), origin)
                    .readBody();
            var numberCount = in.count(2, BundleLimits.NUMBERS, "numbers");
            var relocationCount = in.count(4, BundleLimits.RELOCATIONS, "relocations");
            var numbers = new ArrayList<String>();
            for (var i = 0; i < numberCount; i++) {
                numbers.add(in.name());
            }
            var relocations = new ArrayList<Relocation>();
            for (var i = 0; i < relocationCount; i++) {
                relocations.add(relocation(in));
            }
            in.requireEnd("the CRC-32 behind the last relocation");
            return new PortableBundle(bundle, numbers, relocations);
        } catch (IllegalArgumentException e) {
            throw new BundleException(origin, in.position(), e);
        }
    }

    private static Relocation relocation(BundleBytes in) throws BundleException {
        var program = in.count(1, BundleLimits.PROGRAMS, "programs");
        var fields = Relocation.Field.values();
        var field = fields[in.count(1, fields.length - 1, "as a field")];
        var number = in.count(2, BundleLimits.NUMBERS, "numbers");
        return new Relocation(program, in.count(4, BundleLimits.INSTRUCTIONS, "instructions"), field, number);
    }

    private static int crc(byte[] bytes, int length) {
        var crc = new CRC32();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
