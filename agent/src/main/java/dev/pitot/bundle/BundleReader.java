package dev.pitot.bundle;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Reads one bundle. */
final class BundleReader {
    private final String origin;
    private final byte[] file;
    private final BundleBytes in;

    BundleReader(byte[] file, String origin) {
        this.origin = origin;
        this.file = file;
        this.in = new BundleBytes(file, origin);
    }

    /** Reads a file. */
    Bundle read() throws BundleException {
        header();
        hash();
        return body();
    }

    /** Reads what {@link BundleWriter#writeBody} wrote. */
    Bundle readBody() throws BundleException {
        header();
        return body();
    }

    private void header() throws BundleException {
        in.magic(BundleCodec.MAGIC.getBytes(StandardCharsets.US_ASCII));
        in.version(BundleCodec.VERSION);
    }

    /** Checks the hash at the end and excludes it from further reading. */
    private void hash() throws BundleException {
        in.need(Sha256.BYTES);
        int end = file.length - Sha256.BYTES;
        if (!Arrays.equals(Sha256.of(file, end), Arrays.copyOfRange(file, end, file.length))) {
            throw new BundleException(origin, end, "the SHA-256 of what is before it");
        }
        in.end(end);
    }

    private Bundle body() throws BundleException {
        try {
            var key = HexFormat.of().formatHex(in.bytes(Sha256.BYTES));
            int mapCount = in.count(2, BundleLimits.MAPS, "maps");
            int programCount = in.count(2, BundleLimits.PROGRAMS, "programs");
            var bundle = new Bundle(key, maps(mapCount), programs(programCount));
            in.requireEnd("the hash behind the last program");
            return bundle;
        } catch (IllegalArgumentException e) {
            throw new BundleException(origin, in.position(), e);
        }
    }

    private List<MapSpec> maps(int count) throws BundleException {
        var maps = new ArrayList<MapSpec>();
        for (int i = 0; i < count; i++) {
            maps.add(new MapSpec(in.name(), in.u32(), in.u32(), in.u32(), in.u32(), in.u32()));
        }
        return maps;
    }

    private List<ProgramSpec> programs(int count) throws BundleException {
        var programs = new ArrayList<ProgramSpec>();
        for (int i = 0; i < count; i++) {
            var name = in.name();
            int attachType = in.u32();
            int instructions = in.count(4, BundleLimits.INSTRUCTIONS, "instructions");
            programs.add(new ProgramSpec(name, attachType, in.bytes(instructions * 8)));
        }
        return programs;
    }
}
