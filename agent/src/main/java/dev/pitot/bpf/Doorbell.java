package dev.pitot.bpf;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.util.concurrent.locks.LockSupport;

/**
 * Wakes the ring buffer's reader, when a program submits a record with {@code BPF_RB_FORCE_WAKEUP} or when {@link
 * #ring} is called.
 *
 * <p>It is an epoll of the ring buffer and of an eventfd. The epoll is edge-triggered: level-triggered, it would be
 * ready whenever the ring buffer has data ({@code ringbuf_map_poll_kern} in kernel/bpf/ringbuf.c).
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

    /** Freed when nobody can reach it: the kernel writes here as long as a thread waits. */
    private final MemorySegment events = Arena.ofAuto().allocate(2L * EVENT_SIZE, 8);

    private final Descriptor epoll;
    private final Descriptor bell;

    /** Creates the doorbell of a ring buffer. */
    public Doorbell(BpfMap ring) throws BpfException {
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

    /** Sleeps until the doorbell rings, a signal arrives or the time is over. Only one thread may call it. */
    public void await(long millis) {
        long result;
        try {
            result = Libc.syscall(SYS_EPOLL_PWAIT, epoll.fd(), events, 2, MemorySegment.ofAddress(millis));
        } finally {
            Reference.reachabilityFence(events);
        }
        if (result < 0 && !Signals.wasInterrupted(result)) {
            LockSupport.parkNanos(millis * 1_000_000); // a busy loop would do more harm than a late reader
        }
    }

    /** Ends the current sleep, or the next one. */
    public void ring() {
        try (var arena = Arena.ofConfined()) {
            Libc.syscall(SYS_WRITE, bell.fd(), arena.allocateFrom(ValueLayout.JAVA_LONG, 1), Long.BYTES);
        }
    }

    /** Closes the doorbell. No thread may be waiting any more. */
    @Override
    public void close() {
        epoll.close();
        bell.close();
    }
}
