package dev.pitot.cli.remote;

import dev.pitot.usdt.FileHead;
import dev.pitot.usdt.ProcessFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What a HotSpot JVM writes of itself into a file that it has mapped, for {@code jps} and {@code jstat} (perfMemory.hpp). It is the JVM's
 * own word, where a command line has the application's arguments, too, and lacks those of argument files. Any process may write such
 * a file: every offset is checked, and what is not sound tells nothing.
 *
 * <p>A header, of which the number of the first entry is at 24 and their count at 28; then entries: length, offset of the name, number
 * of elements, type and three bytes, offset of the value.
 */
record PerformanceData(ByteBuffer bytes) {
    /** By far more than the usual 32 kB. */
    private static final int MOST = 1 << 20;

    private static final int MAGIC = 0xcafec0c0;
    private static final int BYTE_ORDER = 4;
    private static final int FIRST = 24;
    private static final int COUNT = 28;
    private static final int ENTRY = 20;
    private static final String CAPABILITIES = "sun.rt.jvmCapabilities";

    /** Whether it lets others attach; empty where it does not say. */
    static Optional<Boolean> attachable(long pid) {
        try {
            var file = ProcessFiles.performanceData(pid);
            return file.isPresent()
                    ? of(FileHead.read(file.get().readable(), MOST)).attachable()
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

    /** The first of the characters that say what the JVM can do. */
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
