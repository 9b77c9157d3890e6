package dev.pitot.bpf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.pitot.bpf.BpfSyscall.Attributes;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Creates kernel objects: maps, programs, links.
 *
 * <p>Each is returned as a small object that holds one file descriptor and closes it in {@code close()}. Nothing is
 * pinned, so the kernel frees everything when this process ends, however it ends.
 */
public final class Bpf {
    /** Value of {@code enum bpf_map_type}. */
    public static final int MAP_TYPE_TASK_STORAGE = 29;

    private static final int MAP_TYPE_ARRAY = 2;

    private static final int PROG_TYPE_KPROBE = 2;
    private static final int PROG_TYPE_RAW_TRACEPOINT = 17;
    private static final int PROG_TYPE_TRACING = 26;
    private static final int ATTACH_TRACE_RAW_TP = 23;
    private static final int LOG_SIZE = (1 << 24) - 1; // the maximum that every kernel accepts

    private static final int HELPER_LOOKUP = 1; // enum bpf_func_id
    private static final int HELPER_CURRENT = 14;

    /** The smallest program that the verifier accepts. */
    public static final byte[] NOTHING = new Assembler().set(0, 0).exit().instructions();

    /** A program that returns the id of the process it runs in. */
    private static final byte[] OWN_PROCESS =
            new Assembler().call(HELPER_CURRENT).shiftRight(0, 32).exit().instructions();

    private final RefusalLog refusals;

    /** Keeps the verifier's log of a refused program. */
    @FunctionalInterface
    public interface RefusalLog {
        /**
         * Stores the log.
         *
         * @return the file with the log; empty if it was not stored
         */
        Optional<Path> keep(String program, String log);
    }

    /** Checks that this process may load tracing programs, before any more expensive step. */
    public static void requirePermission() throws BpfException {
        load("permission", NOTHING, PROG_TYPE_KPROBE, 0, 0).close();
    }

    /** Creates an instance that keeps no verifier logs. */
    public Bpf() {
        this((program, log) -> Optional.empty());
    }

    public Bpf(RefusalLog refusals) {
        this.refusals = refusals;
    }

    /**
     * Creates an array, hash, ring buffer or task storage map. Sizes are in bytes; {@code type} and {@code flags} are
     * those of linux/bpf.h.
     */
    public BpfMap map(String name, int type, int keySize, int valueSize, int maxEntries, int flags)
            throws BpfException {
        if (type == MAP_TYPE_TASK_STORAGE) {
            return taskStorage(name, valueSize, flags);
        }
        try (var arena = Arena.ofConfined()) {
            var attributes = mapAttributes(arena, name, type, flags, keySize, valueSize, maxEntries);
            return new BpfMap(created(attributes, name), name, keySize, valueSize, maxEntries);
        }
    }

    private static BpfMap taskStorage(String name, int valueSize, int flags) throws BpfException {
        try (var btf = new Descriptor(loadBtf(MapBtf.intAndStruct(valueSize)));
                var arena = Arena.ofConfined()) {
            var attributes = mapAttributes(arena, name, MAP_TYPE_TASK_STORAGE, flags, Integer.BYTES, valueSize, 0)
                    .u32(48, btf.fd())
                    .u32(52, MapBtf.KEY_TYPE)
                    .u32(56, MapBtf.VALUE_TYPE);
            return new BpfMap(created(attributes, name), name, Integer.BYTES, valueSize, 0);
        }
    }

    private static Attributes mapAttributes(
            Arena arena, String name, int type, int flags, int keySize, int valueSize, int maxEntries) {
        return new Attributes(arena)
                .u32(0, type)
                .u32(4, keySize)
                .u32(8, valueSize)
                .u32(12, maxEntries)
                .u32(16, flags)
                .name(28, name);
    }

    private static int created(Attributes attributes, String name) throws BpfException {
        return BpfSyscall.checked(BpfSyscall.MAP_CREATE, attributes, "creating the BPF map " + name);
    }

    private static int loadBtf(byte[] btf) throws BpfException {
        try (var arena = Arena.ofConfined()) {
            var data = arena.allocateFrom(JAVA_BYTE, btf);
            var attributes = new Attributes(arena).pointer(0, data).u32(16, btf.length);
            return BpfSyscall.checked(BpfSyscall.BTF_LOAD, attributes, "loading the BTF of a map");
        }
    }

    /** Loads a program for a tracepoint whose arguments have BTF types. */
    public BpfProgram tracepoint(String name, byte[] instructions, int btfTypeId) throws BpfException {
        return loadKept(name, instructions, PROG_TYPE_TRACING, ATTACH_TRACE_RAW_TP, btfTypeId);
    }

    /** Loads a program that the kernel calls for each task. */
    public BpfProgram iterator(String name, byte[] instructions, int btfTypeId) throws BpfException {
        return loadKept(name, instructions, PROG_TYPE_TRACING, BpfProgram.ATTACH_TRACE_ITER, btfTypeId);
    }

    /** Loads a program for many sites at once. Needs Linux 6.6. */
    public BpfProgram uprobeMulti(String name, byte[] instructions) throws BpfException {
        return loadKept(name, instructions, PROG_TYPE_KPROBE, BpfProgram.ATTACH_UPROBE_MULTI, 0);
    }

    /** Creates a map of one 64-bit number, initially 0. */
    public BpfMap counter() throws BpfException {
        return map("counter", MAP_TYPE_ARRAY, Integer.BYTES, Long.BYTES, 1, 0);
    }

    /** Loads a program for many sites at once that only adds 1 to a {@link #counter} at each hit. */
    public BpfProgram countingUprobe(String name, BpfMap counter) throws BpfException {
        var code = new Assembler();
        code.storeValue(10, -4, 0)
                .move(2, 10)
                .plus(2, -4)
                .map(1, counter.number())
                .call(HELPER_LOOKUP);
        code.ifZero(0, 2).set(1, 1).atomicPlus(0, 1);
        return uprobeMulti(name, code.set(0, 0).exit().instructions());
    }

    /** Loads a program for single sites, attached by perf events. */
    public BpfProgram uprobe(String name, byte[] instructions) throws BpfException {
        return loadKept(name, instructions, PROG_TYPE_KPROBE, 0, 0);
    }

    private BpfProgram loadKept(String name, byte[] instructions, int type, int attachType, int btfId)
            throws BpfException {
        try {
            return load(name, instructions, type, attachType, btfId);
        } catch (BpfException.VerifierRefused e) {
            throw refusals.keep(name, e.log()).map(e::keptIn).orElse(e);
        }
    }

    private static BpfProgram load(String name, byte[] instructions, int type, int attachType, int btfId)
            throws BpfException {
        try (var arena = Arena.ofConfined()) {
            var attributes = new Attributes(arena)
                    .u32(0, type)
                    .u32(4, instructions.length / 8)
                    .pointer(8, arena.allocateFrom(JAVA_LONG, words(instructions)))
                    .pointer(16, arena.allocateFrom("GPL"))
                    .name(48, name)
                    .u32(68, attachType)
                    .u32(108, btfId);
            var fd = BpfSyscall.longCall(BpfSyscall.PROG_LOAD, attributes);
            if (fd >= 0) {
                return new BpfProgram(fd, name);
            }
            throw refused(name, -fd, attributes, arena);
        }
    }

    /**
     * Returns this process's id in the initial PID namespace, which is the id that programs see.
     *
     * <p>In another namespace, the process's own id differs. This thread runs a program once to read the id.
     */
    public int ownProcess() throws BpfException {
        try (var program = runnable("own_process", OWN_PROCESS)) {
            return run(program);
        }
    }

    /** Loads a program for {@link #run}. */
    static BpfProgram runnable(String name, byte[] instructions) throws BpfException {
        return load(name, instructions, PROG_TYPE_RAW_TRACEPOINT, 0, 0);
    }

    /** Runs a program once on this thread and returns the lower 32 bits of its result. */
    static int run(BpfProgram program) throws BpfException {
        try (var arena = Arena.ofConfined()) {
            return run(new Attributes(arena).u32(0, program.fd()));
        }
    }

    /** Loads a program for {@link #call}. */
    public BpfProgram callable(String name, byte[] instructions) throws BpfException {
        return loadKept(name, instructions, PROG_TYPE_RAW_TRACEPOINT, 0, 0);
    }

    /**
     * Runs a program on this thread, with preemption disabled (bpf_prog_test_run_raw_tp in net/bpf/test_run.c).
     *
     * @param argument the first 8 bytes of its context
     * @return the lower 32 bits of its result
     */
    public static int call(BpfProgram program, long argument) throws BpfException {
        try (var arena = Arena.ofConfined()) {
            return run(new Attributes(arena)
                    .u32(0, program.fd())
                    .u32(40, Long.BYTES)
                    .pointer(48, arena.allocateFrom(JAVA_LONG, argument)));
        }
    }

    private static int run(Attributes attributes) throws BpfException {
        BpfSyscall.checked(BpfSyscall.PROG_TEST_RUN, attributes.u64(64, 0), "running a BPF program");
        return attributes.u32(4);
    }

    private static BpfException refused(String name, int errno, Attributes attributes, Arena arena) {
        if (errno == BpfException.EPERM) {
            return BpfException.of("loading BPF programs", errno);
        }
        if (Signals.wasInterrupted(-errno)) {
            return new BpfException.Interrupted("loading the BPF program " + name);
        }
        var log = arena.allocate(LOG_SIZE);
        BpfSyscall.longCall(
                BpfSyscall.PROG_LOAD, attributes.u32(24, 1).u32(28, LOG_SIZE).pointer(32, log));
        var text = log.getString(0);
        return text.isBlank()
                ? BpfException.of("loading the BPF program " + name, errno)
                : new BpfException.VerifierRefused(name, text);
    }

    private static long[] words(byte[] instructions) {
        var words = new long[instructions.length / 8];
        java.nio.ByteBuffer.wrap(instructions)
                .order(java.nio.ByteOrder.nativeOrder())
                .asLongBuffer()
                .get(words);
        return words;
    }
}
