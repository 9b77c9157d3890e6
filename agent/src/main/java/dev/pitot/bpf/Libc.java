package dev.pitot.bpf;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The functions of libc that Pitot calls, with errno. Results are those of the manual pages; an errno is a negative
 * result.
 */
final class Libc {
    /** Whether system calls have the numbers of aarch64; otherwise those of x86-64. */
    static final boolean ARM = System.getProperty("os.arch").equals("aarch64");

    static final int PROT_READ = 1;
    static final int PROT_WRITE = 2;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO_FIELD = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private Libc() {}

    // long syscall(long number, ...): all arguments are passed as longs or pointers.
    // Each signature costs milliseconds to link, so there is one.
    private static final MethodHandle SYSCALL = LINKER.downcallHandle(
            symbol("syscall"),
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_LONG),
            ERRNO,
            Linker.Option.firstVariadicArg(1));

    // int close(int fd);
    private static final MethodHandle CLOSE =
            LINKER.downcallHandle(symbol("close"), FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    // void *mmap(void *addr, size_t length, int prot, int flags, int fd, off_t offset);
    private static final MethodHandle MMAP = LINKER.downcallHandle(
            symbol("mmap"),
            FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG),
            ERRNO);

    // int munmap(void *addr, size_t length);
    private static final MethodHandle MUNMAP =
            LINKER.downcallHandle(symbol("munmap"), FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG));

    // ssize_t read(int fd, void *buf, size_t count);
    private static final MethodHandle READ = LINKER.downcallHandle(
            symbol("read"), FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG), ERRNO);

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
        try (var arena = Arena.ofConfined()) {
            var state = arena.allocate(STATE);
            var result = (long) SYSCALL.invokeExact(state, number, first, second, third, fourth, fifth, 0L);
            return result < 0 ? -errno(state) : result;
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static void close(int fd) {
        try {
            var ignored = (int) CLOSE.invokeExact(fd);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /**
     * Maps a file and returns exactly {@code length} bytes, as mmap guarantees. Throws {@link BpfException} on an
     * error.
     */
    static MemorySegment map(int fd, long offset, long length, int protection, String what) throws BpfException {
        MemorySegment address;
        int errno;
        try (var arena = Arena.ofConfined()) {
            var state = arena.allocate(STATE);
            var shared = 1;
            address =
                    (MemorySegment) MMAP.invokeExact(state, MemorySegment.NULL, length, protection, shared, fd, offset);
            errno = errno(state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
        if (address.address() == -1) {
            throw BpfException.of("mapping " + what, errno);
        }
        return address.reinterpret(length);
    }

    static void unmap(MemorySegment mapping) {
        try {
            var ignored = (int) MUNMAP.invokeExact(mapping, mapping.byteSize());
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static long read(int fd, MemorySegment buffer) {
        try (var arena = Arena.ofConfined()) {
            var state = arena.allocate(STATE);
            var result = (long) READ.invokeExact(state, fd, buffer, buffer.byteSize());
            return result < 0 ? -errno(state) : result;
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int errno(MemorySegment state) {
        return (int) ERRNO_FIELD.get(state, 0L);
    }

    static MemoryLayout state() {
        return STATE;
    }

    static Linker.Option captureErrno() {
        return ERRNO;
    }

    static Error unexpected(Throwable t) {
        return t instanceof Error error ? error : new AssertionError("a downcall threw", t);
    }
}
