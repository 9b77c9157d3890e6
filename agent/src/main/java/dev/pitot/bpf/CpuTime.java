package dev.pitot.bpf;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * CPU time of this process and its threads, in nanoseconds, from the kernel's clocks.
 *
 * <p>The clocks do not need the module java.management. They are exact for a thread that is currently running, unlike
 * {@code /proc/self/task/TID/schedstat}.
 */
public final class CpuTime {
    private static final int CLOCK_PROCESS_CPUTIME_ID = 2;
    private static final int CLOCK_THREAD_CPUTIME_ID = 3;
    /** CPUCLOCK_PERTHREAD_MASK | CPUCLOCK_SCHED: include/linux/posix-timers.h. */
    private static final int CLOCK_OF_THREAD = 6;

    private static final long SYS_GETTID = Libc.ARM ? 178 : 186;

    private static final long SYS_CLOCK_GETTIME = Libc.ARM ? 113 : 228;

    private CpuTime() {}

    /** Returns the CPU time of all threads of this process, including those that have ended. */
    public static long ofProcess() {
        return required(CLOCK_PROCESS_CPUTIME_ID);
    }

    public static long ofCurrentThread() {
        return required(CLOCK_THREAD_CPUTIME_ID);
    }

    /**
     * Returns the CPU time of a thread of this process, or -1 if no thread has this id. The clock's number is that of
     * pthread_getcpuclockid(3).
     */
    public static long ofThread(int tid) {
        return read(~tid << 3 | CLOCK_OF_THREAD);
    }

    /** Returns the calling thread's id in the operating system, for {@link #ofThread}. */
    public static int currentThreadId() {
        return (int) Libc.syscall(SYS_GETTID, 0, MemorySegment.NULL, 0);
    }

    private static long required(int clock) {
        var nanos = read(clock);
        if (nanos < 0) {
            throw new AssertionError("every Linux has the clock " + clock);
        }
        return nanos;
    }

    private static long read(int clock) {
        try (var arena = Arena.ofConfined()) {
            var time = arena.allocate(JAVA_LONG, 2);
            var result = Libc.syscall(SYS_CLOCK_GETTIME, clock, time, 0);
            return result != 0 ? -1 : time.getAtIndex(JAVA_LONG, 0) * 1_000_000_000 + time.getAtIndex(JAVA_LONG, 1);
        }
    }
}
