package dev.pitot.bundle;

import dev.pitot.bundle.cache.BundleCache;

/**
 * The file format of a bundle, all numbers little endian:
 *
 * <pre>
 *   8  "PITOTBND"
 *   u32  version, 1
 *  32  key
 *   u16  number of maps, at most 64
 *   u16  number of programs, at most 64
 *  per map:      u8 length of name (1 to 64), name in ASCII, u32 type, key size, value size, entries, flags
 *  per program:  u8 length of name (1 to 64), name in ASCII, u32 attach type, u32 instructions (1 to 1000000), 8 bytes each
 *  32  SHA-256 of all bytes before it
 * </pre>
 *
 * <p>Nothing follows. The hash detects truncated or damaged files. It does not tell who wrote the file; {@link BundleCache}
 * checks that.
 */
public final class BundleCodec {
    /** Far more than any bundle of Pitot has. */
    public static final int MAX_BYTES = 64 << 20;

    static final int VERSION = 1;
    static final String MAGIC = "PITOTBND";

    private BundleCodec() {}

    public static byte[] encode(Bundle bundle) {
        return new BundleWriter().write(bundle);
    }

    /** Reads what {@link #encode} wrote. Errors name the file {@code origin}. */
    public static Bundle decode(byte[] file, String origin) throws BundleException {
        return new BundleReader(file, origin).read();
    }
}
