package dev.pitot.record;

import dev.pitot.plan.Histogram.By;

/** The subject of a histogram. */
public sealed interface Series {
    /** The threads of one kind: Java, GC, compiler, VM, Pitot. */
    record Threads(String kind) implements Series {}

    /**
     * The requests of one kind to one device.
     *
     * @param queued whether their times include the queue time
     */
    record Requests(String device, String operation, boolean async, boolean queued) implements Series {
        /** Reads a {@code struct io_key}. */
        public static Requests of(byte[] key) {
            var length = 0;
            while (length < Layout.DISK_ROOM && key[length] != 0) {
                length++;
            }
            return new Requests(
                    new String(key, 0, length, java.nio.charset.StandardCharsets.UTF_8),
                    BlockRecords.operation(key[Layout.IO_KEY_OPERATION] & 0xff),
                    key[Layout.IO_KEY_ASYNC] != 0,
                    key[Layout.IO_KEY_QUEUED] != 0);
        }
    }

    /**
     * What belongs to one span, phase or thread.
     *
     * @param what the number of {@code struct histogram_key}
     * @param queued whether the times include the queue time; requests only
     */
    record Keyed(By by, long what, boolean queued) implements Series {}

    /** Returns the threads of a {@code KIND_*} of records.h. */
    static Threads ofKind(int kind) {
        return new Threads(Records.KINDS[kind]);
    }
}
