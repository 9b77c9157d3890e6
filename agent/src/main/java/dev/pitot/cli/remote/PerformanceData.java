package dev.pitot.cli.remote;

import dev.pitot.usdt.FileHead;
import dev.pitot.usdt.ProcessFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The data that a HotSpot JVM writes about itself into a mapped file for {@code jps} and {@code jstat}
 * (perfMemory.hpp). They are more reliable than the command line, which includes the application's arguments and omits
 * argument files. Any process can write such a file. So every offset is checked, and invalid data count as no data.
 *
 * <p>The header has the offset of the first entry at 24 and the number of entries at 28. An entry has its length, the
 * offset of the name, the number of elements, the type and three bytes, and the offset of the value.
 */
record PerformanceData(ByteBuffer bytes) {
    /** Far more than the usual 32 kB. */
    private static final int MAX_BYTES = 1 << 20;

    private static final int MAGIC = 0xcafec0c0;
    private static final int BYTE_ORDER = 4;
    private static final int FIRST = 24;
    private static final int COUNT = 28;
    private static final int ENTRY = 20;
    private static final String CAPABILITIES = "sun.rt.jvmCapabilities";

    /** Returns whether the JVM lets others attach; empty if it does not say so. */
    static Optional<Boolean> attachable(long pid) {
        try {
            var file = ProcessFiles.performanceData(pid);
            return file.isPresent()
                    ? of(FileHead.read(file.get().readable(), MAX_BYTES)).attachable()
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    static PerformanceData of(byte[] bytes) {
        var little = bytes.length > BYTE_ORDER && bytes[BYTE_ORDER] == 1;
        return new PerformanceData(
                ByteBuffer.wrap(bytes).order(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN));
    }

    /** Reads the first character of the JVM's capabilities. */
    Optional<Boolean> attachable() {
        if (bytes.limit() < COUNT + 4 || bytes.duplicate().getInt(0) != MAGIC) {
            return Optional.empty();
        }
        var entry = bytes.getInt(FIRST);
        for (var left = bytes.getInt(COUNT); left > 0 && isInside(entry, ENTRY); left--) {
            var length = bytes.getInt(entry);
            if (length < ENTRY || !isInside(entry, length)) {
                return Optional.empty();
            }
            if (isNamed(entry, length)) {
                var value = bytes.getInt(entry + 16);
                return value >= ENTRY && value < length
                        ? Optional.of(bytes.get(entry + value) == '1')
                        : Optional.empty();
            }
            entry += length;
        }
        return Optional.empty();
    }

    private boolean isInside(int at, int length) {
        return at >= 0 && length >= 0 && at <= bytes.limit() - length;
    }

    private boolean isNamed(int entry, int length) {
        var name = (CAPABILITIES + '\0').getBytes(StandardCharsets.US_ASCII);
        var offset = bytes.getInt(entry + 4);
        return offset >= ENTRY
                && offset <= length - name.length
                && bytes.slice(entry + offset, name.length).equals(ByteBuffer.wrap(name));
    }
}
