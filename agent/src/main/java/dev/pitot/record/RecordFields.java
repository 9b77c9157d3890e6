package dev.pitot.record;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads the fields of a record in place. */
final class RecordFields {
    private static final int MAX_TEXT = 512;

    private final byte[] bytes = new byte[MAX_TEXT];
    private MemorySegment memory = MemorySegment.NULL;
    private long offset;

    void at(MemorySegment memory, long offset) {
        this.memory = memory;
        this.offset = offset;
    }

    int u16(long field) {
        return memory.get(JAVA_SHORT_UNALIGNED, offset + field) & 0xffff;
    }

    int i32(long field) {
        return memory.get(JAVA_INT_UNALIGNED, offset + field);
    }

    long i64(long field) {
        return memory.get(JAVA_LONG_UNALIGNED, offset + field);
    }

    /** Returns a text whose length the JVM gave, with a … at its end if it was cut. Null if there is none. */
    @Nullable
    String text(long field, int room, int size) {
        if (size <= 0) {
            return null;
        }
        var length = Math.min(size, room);
        MemorySegment.copy(memory, JAVA_BYTE, offset + field, bytes, 0, length);
        var text = new String(bytes, 0, length, StandardCharsets.UTF_8);
        return size > room ? text + "…" : text;
    }

    /** Returns a text that ends with a NUL or with its room. */
    String terminated(long field, int room) {
        var length = 0;
        while (length < room && memory.get(JAVA_BYTE, offset + field + length) != 0) {
            length++;
        }
        MemorySegment.copy(memory, JAVA_BYTE, offset + field, bytes, 0, length);
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    /** Returns the text of a record's n-th slot, whose size is in {@code text_size[n]}. */
    @Nullable
    String slot(int n, long field, int room) {
        return text(field, room, i32(Layout.TEXT_SIZE + 4L * n));
    }
}
