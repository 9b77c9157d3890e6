package dev.pitot.btf;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;

/** Reads a whole BTF file, or only its fingerprint. */
final class BtfFile {
    /** A kernel with all modules built in has about 10 MB. */
    private static final int MAX_BYTES = 128 << 20;

    /**
     * Bytes per read. sysfs returns at most a page per call. FileInputStream allocates native memory for more than 8
     * kB, so larger reads only cost time.
     */
    private static final int READ_BYTES = 8192;

    private BtfFile() {}

    static byte[] read(Path file) throws BtfException {
        try (var in = new FileInputStream(file.toFile())) {
            long size = Files.size(file);
            if (size > MAX_BYTES) {
                throw new BtfException(file.toString(), 0, "at most " + MAX_BYTES + " bytes, found " + size);
            }
            var bytes = new byte[(int) size];
            int read = fill(in, bytes);
            return read == bytes.length ? bytes : Arrays.copyOf(bytes, read);
        } catch (BtfException e) {
            throw e;
        } catch (IOException e) {
            throw new BtfException(file.toString(), e);
        }
    }

    /**
     * Returns CRC-32 and length. It avoids {@code +} on strings and HexFormat, which would cost more than the reading.
     */
    static String fingerprint(Path file) throws BtfException {
        var crc = new CRC32();
        var page = new byte[READ_BYTES];
        long length = 0;
        try (var in = new FileInputStream(file.toFile())) {
            for (int n = in.read(page); n >= 0; n = in.read(page)) {
                crc.update(page, 0, n);
                length += n;
            }
        } catch (IOException e) {
            throw new BtfException(file.toString(), e);
        }
        return Long.toHexString(crc.getValue()).concat("-").concat(Long.toHexString(length));
    }

    private static int fill(FileInputStream in, byte[] bytes) throws IOException {
        int filled = 0;
        while (filled < bytes.length) {
            int n = in.read(bytes, filled, Math.min(READ_BYTES, bytes.length - filled));
            if (n < 0) {
                break;
            }
            filled += n;
        }
        return filled;
    }
}
