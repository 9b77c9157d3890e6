package dev.pitot.bpf;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.locks.LockSupport;

/**
 * Ends the sleep of the ring buffer's reader: when a program has handed over a record with {@code BPF_RB_FORCE_WAKEUP}, or somebody
 * rings. An epoll of the ring buffer, by edges, since by its level it would be ready while there is anything in it
 * ({@code ringbuf_map_poll_kern} in kernel/bpf/ringbuf.c), and of an eventfd.
 */
public final class Doorbell implements AutoCloseable {
    private static final long SYS_EPOLL_CREATE1 = Libc.ARM ? 20 : 291;
    private static final long SYS_EPOLL_CTL = Libc.ARM ? 21 : 233;
    private static final long SYS_EPOLL_PWAIT = Libc.ARM ? 22 : 281;
    private static final long SYS_EVENTFD2 = Libc.ARM ? 19 : 290;
    private static final long SYS_WRITE = Libc.ARM ? 64 : 1;
    private static final int CLOSE_ON_EXEC = 0x80000; // EPOLL_CLOEXEC, EFD_CLOEXEC
    private static final int EFD_NONBLOCK = 0x800;
    private static final int EPOLL_CTL_ADD = 1;
    private static final int EPOLLIN = 1;
    private static final int EPOLLET = 1 << 31;
    /** {@code struct epoll_event}: packed on x86-64 only. */
    private static final int EVENT_SIZE = Libc.ARM ? 16 : 12;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment events = arena.allocate(2L * EVENT_SIZE, 8);
    private final Descriptor epoll;
    private final Descriptor bell;

    Doorbell(BpfMap ring) throws BpfException {
        epoll = new Descriptor(made(Libc.syscall(SYS_EPOLL_CREATE1, CLOSE_ON_EXEC, MemorySegment.NULL, 0)));
        try {
            bell = new Descriptor(
                    made(Libc.syscall(SYS_EVENTFD2, 0, MemorySegment.ofAddress(CLOSE_ON_EXEC | EFD_NONBLOCK), 0)));
            try {
                add(bell.fd());
                add(ring.number());
            } catch (BpfException e) {
                bell.close();
                throw e;
            }
        } catch (BpfException e) {
            epoll.close();
            arena.close();
            throw e;
        }
    }

    private void add(int fd) throws BpfException {
        events.set(JAVA_INT_UNALIGNED, 0, EPOLLIN | EPOLLET);
        made(Libc.syscall(SYS_EPOLL_CTL, epoll.fd(), MemorySegment.ofAddress(EPOLL_CTL_ADD), fd, events));
    }

    private static int made(long result) throws BpfException {
        if (result < 0) {
            throw BpfException.of("waiting for the ring buffer", (int) -result);
        }
        return (int) result;
    }

    /** Sleeps until it rings, or so long, or a signal comes. For one thread. */
    public void await(long millis) {
        var result = Libc.syscall(SYS_EPOLL_PWAIT, epoll.fd(), events, 2, MemorySegment.ofAddress(millis));
        if (result < 0 && !Signals.wasInterrupted(result)) {
            LockSupport.parkNanos(
                    millis * 1_000_000); // a thread that went round and round would harm more than one that is late
        }
    }

    /** Ends the sleep, or the next one. */
    public void ring() {
        try (var arena = Arena.ofConfined()) {
            Libc.syscall(SYS_WRITE, bell.fd(), arena.allocateFrom(ValueLayout.JAVA_LONG, 1), Long.BYTES);
        }
    }

    /** For when nobody waits any more. */
    @Override
    public void close() {
        epoll.close();
        bell.close();
        arena.close();
    }
}
