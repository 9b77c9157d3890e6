package dev.pitot.bpf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/**
 * {@code bpf(2)}. Layouts are those of {@code union bpf_attr} in include/uapi/linux/bpf.h; unwritten bytes are zero.
 *
 * <p>libbcc is for the compiler only. In the traced JVM it would be a library more, and it lacks {@code uprobe_multi}
 * links and BTF of a map's value. Its {@code bcc_prog_load_xattr} prints the verifier's log to the application's stderr.
 */
final class BpfSyscall {
    private static final long SYS_BPF = Libc.ARM ? 280 : 321;

    static final int MAP_CREATE = 0;
    static final int MAP_LOOKUP = 1;
    static final int MAP_UPDATE = 2;
    static final int MAP_DELETE = 3;
    static final int MAP_NEXT_KEY = 4;
    static final int PROG_LOAD = 5;
    static final int PROG_TEST_RUN = 10;
    static final int OBJ_GET_INFO_BY_FD = 15;
    static final int RAW_TRACEPOINT_OPEN = 17;
    static final int BTF_LOAD = 18;
    static final int LINK_CREATE = 28;
    static final int ENABLE_STATS = 32;
    static final int ITER_CREATE = 33;

    private BpfSyscall() {}

    /** {@code union bpf_attr}, zeroed, large enough for every field used here. */
    static final class Attributes {
        private static final long SIZE = 160;
        private final MemorySegment memory;
        private long used;

        Attributes(Arena arena) {
            memory = arena.allocate(SIZE, 8);
        }

        Attributes u32(long offset, int value) {
            memory.set(JAVA_INT_UNALIGNED, offset, value);
            return grown(offset + Integer.BYTES);
        }

        /** Reads a field that the kernel has written. */
        int u32(long offset) {
            return memory.get(JAVA_INT_UNALIGNED, offset);
        }

        Attributes u64(long offset, long value) {
            memory.set(JAVA_LONG_UNALIGNED, offset, value);
            return grown(offset + Long.BYTES);
        }

        Attributes pointer(long offset, MemorySegment to) {
            return u64(offset, to.address());
        }

        /** Sets an object's name of at most 15 bytes (BPF_OBJ_NAME_LEN). */
        Attributes name(long offset, String name) {
            var bytes = name.getBytes(StandardCharsets.US_ASCII);
            MemorySegment.copy(bytes, 0, memory, JAVA_BYTE, offset, Math.min(15, bytes.length));
            return grown(offset + 16);
        }

        private Attributes grown(long end) {
            used = Math.max(used, (end + 7) & ~7L);
            return this;
        }
    }

    /** Makes the call and returns a new file descriptor, another result, or a negative errno. */
    static int call(int command, Attributes attributes) {
        return Signals.repeated(() -> once(command, attributes));
    }

    /** Makes a call that lasts so long that signals would interrupt it again and again. */
    static int longCall(int command, Attributes attributes) {
        return Signals.blockedDuring(() -> call(command, attributes));
    }

    private static int once(int command, Attributes attributes) {
        return (int) Libc.syscall(SYS_BPF, command, attributes.memory, attributes.used);
    }

    static int checked(int command, Attributes attributes, String what) throws BpfException {
        return checked(call(command, attributes), what);
    }

    /** Returns the call's result, or throws if it is an errno. */
    static int checked(int answer, String what) throws BpfException {
        if (answer < 0) {
            throw BpfException.of(what, -answer);
        }
        return answer;
    }
}
