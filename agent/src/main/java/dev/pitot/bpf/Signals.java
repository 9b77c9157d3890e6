package dev.pitot.bpf;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.IntSupplier;

/**
 * Protects a system call from signals that would interrupt it.
 *
 * <p>A profiler sends each thread a signal after every few milliseconds of CPU time. The verifier checks for signals
 * while it works ({@code do_check} in kernel/bpf/verifier.c) and gives up with EAGAIN. A call that takes longer than
 * the interval would fail the same way each time.
 */
final class Signals {
    private static final long SYS_RT_SIGPROCMASK = Libc.ARM ? 135 : 14;
    private static final long SIG_BLOCK = 0;
    private static final long SIG_SETMASK = 2;
    /** sizeof(sigset_t) in the kernel. */
    private static final long SET_SIZE = 8;

    /**
     * The signals that stay unblocked, because the thread itself raises them and HotSpot must handle them at once:
     * SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGSYS.
     *
     * <p>All other signals wait for the end of the call. One of them suspends a thread for JFR's sampler, which waits
     * for some milliseconds and then skips the sample.
     */
    private static final long KEPT = bits(4, 5, 6, 7, 8, 11, 31);

    static final int EINTR = 4;
    private static final int EAGAIN = 11;
    private static final int MAX_TRIES = 100;

    private Signals() {}

    /** Makes a call while this thread blocks all signals except those that it raises itself. */
    static int blockedDuring(IntSupplier call) {
        try (var arena = Arena.ofConfined()) {
            var before = arena.allocate(JAVA_LONG);
            if (mask(SIG_BLOCK, arena.allocateFrom(JAVA_LONG, ~KEPT), before) < 0) {
                return call.getAsInt(); // a sandbox forbids blocking
            }
            try {
                return call.getAsInt();
            } finally {
                mask(SIG_SETMASK, before, MemorySegment.NULL);
            }
        }
    }

    /** Repeats a call that a signal interrupted. After {@link #MAX_TRIES} interruptions it returns the errno. */
    static int repeated(IntSupplier call) {
        var result = call.getAsInt();
        for (var tries = 1; tries < MAX_TRIES && wasInterrupted(result); tries++) {
            result = call.getAsInt();
        }
        return result;
    }

    /** Returns whether this result, a negative errno, means that a signal interrupted the call. */
    static boolean wasInterrupted(long result) {
        return result == -EAGAIN || result == -EINTR;
    }

    private static long mask(long how, MemorySegment set, MemorySegment before) {
        return Libc.syscall(SYS_RT_SIGPROCMASK, how, set, before.address(), MemorySegment.ofAddress(SET_SIZE));
    }

    private static long bits(int... signals) {
        var bits = 0L;
        for (var signal : signals) {
            bits |= 1L << (signal - 1);
        }
        return bits;
    }
}
