package dev.pitot.bpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * Reader of a {@code BPF_MAP_TYPE_RINGBUF}, in place, without a copy or an allocation for a record.
 *
 * <p>Layout (kernel/bpf/ringbuf.c): a page with the consumer's position, which alone is writable here; a page with the
 * producers' position; the data, mapped twice in a row, so that a record that wraps around lies in one piece. A record is
 * preceded by 8 bytes: its length with two flag bits, and a page offset. Positions only grow; the producer's is read with
 * acquire, the consumer's written with release, as the kernel does on its side.
 */
public final class RingBuffer implements AutoCloseable {
    private static final int PAGE = 4096;
    private static final int HEADER = 8;
    private static final int BUSY = 1 << 31;
    private static final int DISCARDED = 1 << 30;
    private static final VarHandle POSITION = JAVA_LONG.varHandle();
    private static final VarHandle LENGTH = JAVA_INT.varHandle();

    /** Gets a record in place: valid until it returns. */
    @FunctionalInterface
    public interface Reader {
        void record(MemorySegment memory, long offset, int length);
    }

    private final MemorySegment consumer;
    private final MemorySegment producer;
    private final long mask;
    private boolean closed;

    RingBuffer(BpfMap map, int capacity) throws BpfException {
        mask = capacity - 1L;
        consumer = Libc.map(map.number(), 0, PAGE, Libc.PROT_READ | Libc.PROT_WRITE, "the ring buffer");
        producer = Libc.map(map.number(), PAGE, PAGE + 2L * capacity, Libc.PROT_READ, "the ring buffer");
    }

    /**
     * Hands over what is there, at most {@code most} records, and gives the room back to the kernel.
     *
     * @return bytes consumed, with headers
     */
    public long drain(Reader reader, int most) {
        var from = (long) POSITION.getAcquire(consumer, 0L);
        var position = from;
        var end = (long) POSITION.getAcquire(producer, 0L);
        for (var n = 0; n < most && position < end; n++) {
            var offset = PAGE + (position & mask);
            var header = (int) LENGTH.getAcquire(producer, offset);
            if ((header & BUSY) != 0) {
                break; // reserved, not yet submitted; those behind it wait
            }
            var length = header & ~DISCARDED;
            position += (length + HEADER + 7L) & ~7L;
            try {
                if ((header & DISCARDED) == 0) {
                    reader.record(producer, offset + HEADER, length);
                }
            } finally {
                POSITION.setRelease(
                        consumer, 0L, position); // also of a record that could not be read: it does not come again
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
