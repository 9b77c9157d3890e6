package dev.pitot.record;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** A record made by hand, of exactly its length: whoever reads beyond it gets an exception. */
final class Bytes {
    private final ByteBuffer bytes;

    Bytes(long length) {
        bytes = ByteBuffer.allocate((int) length).order(ByteOrder.nativeOrder());
    }

    static Bytes record(int type, long length) {
        return new Bytes(length)
                .u16(Layout.TYPE, type)
                .u16(Layout.SIZE, (int) length)
                .i32(Layout.TID, (int) ProcessHandle.current().pid());
    }

    /** CLOCK_MONOTONIC, ns. */
    Bytes from(long start, long end) {
        return i64(Layout.START, start).i64(Layout.END, end);
    }

    Bytes u16(long at, int value) {
        bytes.putShort((int) at, (short) value);
        return this;
    }

    Bytes i32(long at, int value) {
        bytes.putInt((int) at, value);
        return this;
    }

    Bytes i64(long at, long value) {
        bytes.putLong((int) at, value);
        return this;
    }

    /** A {@code struct span_name}. */
    Bytes span(long at, long id, int method) {
        return i64(at + Layout.SPAN_NAME_ID, id).i32(at + Layout.SPAN_NAME_METHOD, method);
    }

    Bytes text(long at, String text) {
        bytes.put((int) at, text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** The n-th text with the length that the JVM gave. */
    Bytes slot(int n, long at, String text) {
        return text(at, text).i32(Layout.TEXT_SIZE + 4L * n, text.getBytes(StandardCharsets.UTF_8).length);
    }

    byte[] array() {
        return bytes.array();
    }

    MemorySegment memory() {
        return MemorySegment.ofArray(bytes.array());
    }
}
