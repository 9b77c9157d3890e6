package dev.pitot.report.collect;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The first bytes of a recording's first chunk, big-endian: the magic {@code FLR\0}, the version (2 × 16 bits), the
 * chunk's size (64 bits). The size is 0 while the JVM still writes the chunk (JDK, {@code jfrChunkWriter.cpp}).
 */
final class RecordingHeader {

    private static final int MAGIC = 'F' << 24 | 'L' << 16 | 'R' << 8;
    private static final int SIZE_END = 16;

    private RecordingHeader() {}

    static void check(Path file) throws UnreadableRecording {
        var header = read(file);
        if (header.remaining() == 0) {
            throw new UnreadableRecording(
                    file + " is empty: its JVM still runs, or was killed before it wrote the recording", null);
        }
        if (header.remaining() < SIZE_END || header.getInt(0) != MAGIC) {
            throw new UnreadableRecording(file + " is not a JFR recording", null);
        }
        if (header.getLong(8) == 0) {
            throw new UnreadableRecording(file + " is incomplete: its JVM still writes it, or was killed", null);
        }
    }

    private static ByteBuffer read(Path file) throws UnreadableRecording {
        var header = ByteBuffer.allocate(SIZE_END);
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            while (header.hasRemaining() && channel.read(header) >= 0) {
                // A read may return fewer bytes than asked for.
            }
        } catch (IOException e) {
            throw UnreadableRecording.damaged(file, e);
        }
        return header.flip();
    }
}
