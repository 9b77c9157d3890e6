package dev.pitot.bundle;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Reads one bundle. It checks every length against its limit and the remaining bytes before it allocates. */
final class BundleReader {
    private final String origin;
    private final byte[] file;
    private final ByteBuffer in;

    BundleReader(byte[] file, String origin) {
        this.origin = origin;
        this.file = file;
        this.in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    }

    Bundle read() throws BundleException {
        try {
            header();
            var key = HexFormat.of().formatHex(bytes(Sha256.BYTES));
            int mapCount = count(2, BundleLimits.MAPS, "maps");
            int programCount = count(2, BundleLimits.PROGRAMS, "programs");
            var bundle = new Bundle(key, maps(mapCount), programs(programCount));
            if (in.hasRemaining()) {
                throw fail("the hash behind the last program, found " + in.remaining() + " bytes more");
            }
            return bundle;
        } catch (IllegalArgumentException e) {
            throw new BundleException(origin, in.position(), e);
        }
    }

    private void header() throws BundleException {
        if (!Arrays.equals(bytes(BundleCodec.MAGIC.length()), BundleCodec.MAGIC.getBytes(StandardCharsets.US_ASCII))) {
            throw new BundleException(origin, 0, "the magic " + BundleCodec.MAGIC);
        }
        int version = u32();
        if (version != BundleCodec.VERSION) {
            throw new BundleException(origin, 8, "version 1, found " + Integer.toUnsignedString(version));
        }
        hash();
    }

    /** Checks the hash at the end and excludes it from further reading. */
    private void hash() throws BundleException {
        need(Sha256.BYTES);
        int end = file.length - Sha256.BYTES;
        if (!Arrays.equals(Sha256.of(file, end), Arrays.copyOfRange(file, end, file.length))) {
            throw new BundleException(origin, end, "the SHA-256 of what is before it");
        }
        in.limit(end);
    }

    private List<MapSpec> maps(int count) throws BundleException {
        var maps = new ArrayList<MapSpec>();
        for (int i = 0; i < count; i++) {
            maps.add(new MapSpec(name(), u32(), u32(), u32(), u32(), u32()));
        }
        return maps;
    }

    private List<ProgramSpec> programs(int count) throws BundleException {
        var programs = new ArrayList<ProgramSpec>();
        for (int i = 0; i < count; i++) {
            var name = name();
            int attachType = u32();
            int instructions = count(4, BundleLimits.INSTRUCTIONS, "instructions");
            programs.add(new ProgramSpec(name, attachType, bytes(instructions * 8)));
        }
        return programs;
    }

    private String name() throws BundleException {
        return new String(bytes(count(1, BundleLimits.NAME_BYTES, "bytes of a name")), StandardCharsets.US_ASCII);
    }

    private int u32() throws BundleException {
        need(Integer.BYTES);
        return in.getInt();
    }

    private byte[] bytes(int length) throws BundleException {
        need(length);
        var bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    /** Reads a count of {@code width} bytes. */
    private int count(int width, int limit, String what) throws BundleException {
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

    private void need(int length) throws BundleException {
        if (in.remaining() < length) {
            throw fail(length + " bytes more, found " + in.remaining());
        }
    }

    private BundleException fail(String expectation) {
        return new BundleException(origin, in.position(), expectation);
    }
}
