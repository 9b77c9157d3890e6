package dev.pitot.bpf;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.IntSupplier;

/**
 * Keeps signals away from a system call that a signal would end. A profiler sends each thread one after every few milliseconds of CPU
 * time. The verifier looks for signals while it works ({@code do_check} in kernel/bpf/verifier.c) and gives up with EAGAIN; made
 * again, a call that takes longer than the interval ends the same way each time.
 */
final class Signals {
    private static final long SYS_RT_SIGPROCMASK = Libc.ARM ? 135 : 14;
    private static final long SIG_BLOCK = 0;
    private static final long SIG_SETMASK = 2;
    /** sizeof(sigset_t) in the kernel. */
    private static final long SET_SIZE = 8;

    /**
     * What the thread itself causes, and HotSpot must handle at once: SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGSYS. All
     * other signals wait for the end of the call. One of them suspends a thread for JFR's sampler, which waits for some milliseconds
     * and then does without the sample.
     */
    private static final long KEPT = bits(4, 5, 6, 7, 8, 11, 31);

    private static final int EINTR = 4;
    private static final int EAGAIN = 11;
    private static final int MAX_TRIES = 100;

    private Signals() {}

    /** Makes a call during which this thread takes no signal that it does not cause itself. */
    static int blockedDuring(IntSupplier call) {
        try (var arena = Arena.ofConfined()) {
            var before = arena.allocate(JAVA_LONG);
            if (mask(SIG_BLOCK, arena.allocateFrom(JAVA_LONG, ~KEPT), before) < 0) {
                return call.getAsInt(); // a sandbox that forbids it
            }
            try {
                return call.getAsInt();
            } finally {
                mask(SIG_SETMASK, before, MemorySegment.NULL);
            }
        }
    }

    /** Makes a call again that a signal has ended. A call that was ended very often is given up, with its errno. */
    static int repeated(IntSupplier call) {
        var result = call.getAsInt();
        for (var tries = 1; tries < MAX_TRIES && wasInterrupted(result); tries++) {
            result = call.getAsInt();
        }
        return result;
    }

    /** Whether a signal has ended the call with this result, a negative errno. */
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
