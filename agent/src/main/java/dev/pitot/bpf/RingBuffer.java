package dev.pitot.bpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * Reader of a {@code BPF_MAP_TYPE_RINGBUF}. It reads in place, without a copy or an allocation per record.
 *
 * <p>The layout is that of kernel/bpf/ringbuf.c. The first page has the consumer's position, the only writable part.
 * The second page has the producers' position. The data follows, mapped twice in a row, so that a record that wraps
 * around is contiguous.
 *
 * <p>8 bytes precede each record: its length with two flag bits, and a page offset. Positions only grow. The reader
 * loads the producers' position with acquire and stores its own with release, as the kernel does on its side.
 */
public final class RingBuffer implements AutoCloseable {
    private static final int PAGE = 4096;
    private static final int HEADER = 8;
    private static final int BUSY = 1 << 31;
    private static final int DISCARDED = 1 << 30;
    private static final VarHandle POSITION = JAVA_LONG.varHandle();
    private static final VarHandle LENGTH = JAVA_INT.varHandle();

    /** Receives a record in place. The memory is valid until the method returns. */
    @FunctionalInterface
    public interface Reader {
        void record(MemorySegment memory, long offset, int length);
    }

    private final MemorySegment consumer;
    private final MemorySegment producer;
    private final long mask;
    private boolean closed;

    /**
     * Maps the memory that a ring buffer map shares with its reader.
     *
     * @param capacity size of the ring buffer in bytes
     */
    public RingBuffer(BpfMap map, int capacity) throws BpfException {
        mask = capacity - 1L;
        consumer = Libc.map(map.number(), 0, PAGE, Libc.PROT_READ | Libc.PROT_WRITE, "the ring buffer");
        producer = Libc.map(map.number(), PAGE, PAGE + 2L * capacity, Libc.PROT_READ, "the ring buffer");
    }

    /**
     * Passes at most {@code most} available records to the reader, and returns the room to the kernel.
     *
     * @return bytes consumed, including headers
     */
    public long drain(Reader reader, int most) {
        var from = (long) POSITION.getAcquire(consumer, 0L);
        var position = from;
        var end = (long) POSITION.getAcquire(producer, 0L);
        for (var n = 0; n < most && position < end; n++) {
            var offset = PAGE + (position & mask);
            var header = (int) LENGTH.getAcquire(producer, offset);
            if ((header & BUSY) != 0) {
                break; // reserved but not yet submitted; later records wait behind it
            }
            var length = header & ~DISCARDED;
            position += (length + HEADER + 7L) & ~7L;
            try {
                if ((header & DISCARDED) == 0) {
                    reader.record(producer, offset + HEADER, length);
                }
            } finally {
                POSITION.setRelease(
                        consumer, 0L, position); // even if the reader threw, so that the record does not come again
            }
        }
        return position - from;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            Libc.unmap(consumer);
            Libc.unmap(producer);
        }
    }
}
