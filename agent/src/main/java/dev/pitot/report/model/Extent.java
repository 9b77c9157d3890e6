package dev.pitot.report.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;

/**
 * From when to when was recorded, as the headers of the chunks say (JDK, {@code jfrChunkWriter.cpp}): big-endian, at 8 the chunk's size,
 * at 32 when it began, in nanoseconds since 1970, and at 40 how long it is. An event can have begun long before its recording.
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

    /** A point in time in nanoseconds from the start on; one that no long can tell is far away. */
    public long at(Instant time) {
        try {
            return Duration.between(start, time).toNanos();
        } catch (ArithmeticException farAway) {
            return time.isBefore(start) ? Long.MIN_VALUE / 2 : Long.MAX_VALUE / 2;
        }
    }
}
