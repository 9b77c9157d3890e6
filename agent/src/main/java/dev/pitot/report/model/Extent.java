package dev.pitot.report.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;

/**
 * The recorded time, from the headers of the chunks (JDK, {@code jfrChunkWriter.cpp}). They are big-endian: at 8 the
 * chunk's size, at 32 its start in nanoseconds since 1970, at 40 its duration. An event may begin long before its
 * recording.
 */
public record Extent(Instant start, Instant end) {
    private static final int SIZE = 8;
    private static final int START = 32;
    private static final int DURATION = 40;
    private static final int HEADER_END = 68;

    public static Extent of(Path file) throws IOException {
        var start = Instant.MAX;
        var end = Instant.MIN;
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            var header = ByteBuffer.allocate(HEADER_END);
            var at = 0L;
            while (at <= channel.size() - HEADER_END && read(channel, header, at)) {
                var began = Instant.EPOCH.plusNanos(header.getLong(START));
                var ended = began.plusNanos(Math.max(0, header.getLong(DURATION)));
                start = began.isBefore(start) ? began : start;
                end = ended.isAfter(end) ? ended : end;
                var size = header.getLong(SIZE);
                at = size < HEADER_END || size > channel.size() - at ? channel.size() : at + size;
            }
        }
        return start.isAfter(end) ? new Extent(Instant.EPOCH, Instant.EPOCH) : new Extent(start, end);
    }

    private static boolean read(FileChannel channel, ByteBuffer header, long from) throws IOException {
        header.clear();
        while (header.hasRemaining()) {
            if (channel.read(header, from + header.position()) < 0) {
                return false;
            }
        }
        return true;
    }

    public long nanos() {
        return at(end);
    }

    /** Converts a time to nanoseconds from the start, within the range of a long. */
    public long at(Instant time) {
        try {
            return Duration.between(start, time).toNanos();
        } catch (ArithmeticException farAway) {
            return time.isBefore(start) ? Long.MIN_VALUE / 2 : Long.MAX_VALUE / 2;
        }
    }
}
