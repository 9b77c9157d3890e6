package dev.pitot.bpf;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * System calls, and the few other functions of libc that Pitot calls. Results are those of the manual pages; an errno is
 * a negative result.
 *
 * <p>Each shape of a native function costs the JDK 15 ms and 30 hidden classes to link. So there is one shape, seven
 * longs, for every function. A pointer is a long, and a function ignores the arguments that it does not have: in both
 * calling conventions they are in registers that the caller owns.
 */
final class Libc {
    /** Whether system calls have the numbers of aarch64; otherwise those of x86-64. */
    static final boolean ARM = System.getProperty("os.arch").equals("aarch64");

    static final int PROT_READ = 1;
    static final int PROT_WRITE = 2;

    private static final long SYS_READ = ARM ? 63 : 0;
    private static final long SYS_CLOSE = ARM ? 57 : 3;
    private static final long SYS_MMAP = ARM ? 222 : 9;
    private static final long SYS_MUNMAP = ARM ? 215 : 11;
    private static final long MAP_SHARED = 1;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO_FIELD = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    /** Takes the function's address, the memory for errno, and seven longs. */
    private static final MethodHandle CALL = LINKER.downcallHandle(
            FunctionDescriptor.of(
                    JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
            Linker.Option.captureCallState("errno"),
            Linker.Option.firstVariadicArg(1));

    // long syscall(long number, ...);
    private static final MemorySegment SYSCALL = symbol("syscall");

    private Libc() {}

    static MemorySegment symbol(String name) {
        return LINKER.defaultLookup().find(name).orElseThrow(() -> new UnsatisfiedLinkError("libc has no " + name));
    }

    static long syscall(long number, long first, MemorySegment second, long third) {
        return syscall(number, first, second, third, MemorySegment.NULL);
    }

    static long syscall(long number, long first, MemorySegment second, long third, MemorySegment fourth) {
        return syscall(number, first, second, third, fourth, 0);
    }

    static long syscall(long number, long first, MemorySegment second, long third, MemorySegment fourth, long fifth) {
        return syscall(number, first, second.address(), third, fourth.address(), fifth, 0);
    }

    /** Makes a system call. The memory that an argument points to must be native and alive. */
    static long syscall(long number, long first, long second, long third, long fourth, long fifth, long sixth) {
        try (var arena = Arena.ofConfined()) {
            var state = arena.allocate(STATE);
            var result = (long) CALL.invokeExact(SYSCALL, state, number, first, second, third, fourth, fifth, sixth);
            return result < 0 ? -(int) ERRNO_FIELD.get(state, 0L) : result;
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** Calls a function of two arguments that returns a pointer, or 0. */
    static MemorySegment pointer(MemorySegment function, long first, long second) {
        return MemorySegment.ofAddress(call(function, first, second, 0, 0, 0, 0));
    }

    /** Calls a function of at most six arguments. Returns what it returns. */
    static long call(MemorySegment function, long first, long second, long third, long fourth, long fifth, long sixth) {
        try (var arena = Arena.ofConfined()) {
            var state = arena.allocate(STATE);
            return (long) CALL.invokeExact(function, state, first, second, third, fourth, fifth, sixth, 0L);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static void close(int fd) {
        syscall(SYS_CLOSE, fd, 0, 0, 0, 0, 0);
    }

    /**
     * Maps a file and returns exactly {@code length} bytes, as mmap guarantees. Throws {@link BpfException} on an
     * error.
     */
    static MemorySegment map(int fd, long offset, long length, int protection, String what) throws BpfException {
        var address = syscall(SYS_MMAP, 0, length, protection, MAP_SHARED, fd, offset);
        if (address < 0) {
            throw BpfException.of("mapping " + what, (int) -address);
        }
        return MemorySegment.ofAddress(address).reinterpret(length);
    }

    static void unmap(MemorySegment mapping) {
        syscall(SYS_MUNMAP, mapping.address(), mapping.byteSize(), 0, 0, 0, 0);
    }

    static long read(int fd, MemorySegment buffer) {
        return syscall(SYS_READ, fd, buffer, buffer.byteSize());
    }

    static Error unexpected(Throwable t) {
        return t instanceof Error error ? error : new AssertionError("a downcall threw", t);
    }
}
