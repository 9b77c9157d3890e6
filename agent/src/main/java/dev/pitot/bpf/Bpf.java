package dev.pitot.bpf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.pitot.bpf.BpfSyscall.Attributes;
import dev.pitot.bpf.LibbccBpf.MapAttributes;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Makes kernel objects: maps, programs, links. Each is returned as a small object that holds one file descriptor and gives it
 * back on {@code close()}; nothing is pinned, so that all of it is gone when this process is, however it ends.
 */
public final class Bpf {
    /** {@code enum bpf_map_type}. */
    public static final int MAP_TYPE_TASK_STORAGE = 29;

    private static final int MAP_TYPE_ARRAY = 2;

    private static final int PROG_TYPE_KPROBE = 2;
    private static final int PROG_TYPE_RAW_TRACEPOINT = 17;
    private static final int PROG_TYPE_TRACING = 26;
    private static final int ATTACH_TRACE_RAW_TP = 23;
    private static final int ATTACH_TRACE_ITER = 28;
    private static final int ATTACH_PERF_EVENT = 41;
    private static final int ATTACH_UPROBE_MULTI = 48;
    private static final int UPROBE_MULTI_RETURN = 1;
    private static final int LOG_SIZE = (1 << 24) - 1; // the most that every kernel takes

    private static final int HELPER_LOOKUP = 1; // enum bpf_func_id
    private static final int HELPER_CURRENT = 14;

    /** The least program that the verifier accepts. */
    public static final byte[] NOTHING = new Assembler().set(0, 0).exit().instructions();

    /** Gives the id of the process in which it runs. */
    private static final byte[] OWN_PROCESS =
            new Assembler().call(HELPER_CURRENT).shiftRight(0, 32).exit().instructions();

    private final LibbccBpf libbcc;
    private final RefusalLog refusals;

    /** Keeps the verifier's log of a program that it refused. */
    @FunctionalInterface
    public interface RefusalLog {
        /** @return where it is now; empty: nowhere */
        Optional<Path> keep(String program, String log);
    }

    /** Whether this process may load tracing programs at all: before anything that costs more is begun. */
    public static void requirePermission() throws BpfException {
        load("permission", NOTHING, PROG_TYPE_KPROBE, 0, 0).close();
    }

    /** Keeps no log of a refusal. */
    public Bpf() throws BpfException {
        this((program, log) -> Optional.empty());
    }

    public Bpf(RefusalLog refusals) throws BpfException {
        libbcc = new LibbccBpf();
        this.refusals = refusals;
    }

    /** An array, hash or ring buffer map. Sizes in bytes, {@code type} and {@code flags} as in linux/bpf.h. */
    public BpfMap map(String name, int type, int keySize, int valueSize, int maxEntries, int flags)
            throws BpfException {
        if (type == MAP_TYPE_TASK_STORAGE) {
            return taskStorage(name, valueSize, flags);
        }
        var attributes = new MapAttributes(name, type, flags, keySize, valueSize, maxEntries, 0, 0, 0);
        return new BpfMap(libbcc, libbcc.createMap(attributes), name, keySize, valueSize, maxEntries);
    }

    private BpfMap taskStorage(String name, int valueSize, int flags) throws BpfException {
        try (var btf = new Descriptor(loadBtf(MapBtf.intAndStruct(valueSize)))) {
            var attributes = new MapAttributes(
                    name, MAP_TYPE_TASK_STORAGE, flags, 4, valueSize, 0, btf.fd(), MapBtf.KEY_TYPE, MapBtf.VALUE_TYPE);
            return new BpfMap(libbcc, libbcc.createMap(attributes), name, 4, valueSize, 0);
        }
    }

    private static int loadBtf(byte[] btf) throws BpfException {
        try (var arena = Arena.ofConfined()) {
            var data = arena.allocateFrom(JAVA_BYTE, btf);
            var attributes = new Attributes(arena).pointer(0, data).u32(16, btf.length);
            return BpfSyscall.checked(BpfSyscall.BTF_LOAD, attributes, "loading the BTF of a map");
        }
    }

    /** A program for a tracepoint whose arguments the verifier knows by their BTF types. */
    public BpfProgram tracepoint(String name, byte[] instructions, int btfTypeId) throws BpfException {
        return loadKept(name, instructions, PROG_TYPE_TRACING, ATTACH_TRACE_RAW_TP, btfTypeId);
    }

    /** A program that the kernel calls for each task. */
    public BpfProgram iterator(String name, byte[] instructions, int btfTypeId) throws BpfException {
        return loadKept(name, instructions, PROG_TYPE_TRACING, ATTACH_TRACE_ITER, btfTypeId);
    }

    /** A program for many sites at once; Linux 6.6 and later. */
    public BpfProgram uprobeMulti(String name, byte[] instructions) throws BpfException {
        return loadKept(name, instructions, PROG_TYPE_KPROBE, ATTACH_UPROBE_MULTI, 0);
    }

    /** A map of one 64-bit number, 0 at first. */
    public BpfMap counter() throws BpfException {
        return map("counter", MAP_TYPE_ARRAY, Integer.BYTES, Long.BYTES, 1, 0);
    }

    /** A program for many sites at once that does nothing but add 1 to a {@link #counter} at each hit. */
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

    /** A program for single sites by perf events. */
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
     * This process's id in the initial PID namespace, in which programs see it; that of its own namespace is another. By a program that
     * is run once, by this thread.
     */
    public int ownProcess() throws BpfException {
        try (var program = runnable("own_process", OWN_PROCESS)) {
            return run(program);
        }
    }

    /** A program for {@link #run}. */
    static BpfProgram runnable(String name, byte[] instructions) throws BpfException {
        return load(name, instructions, PROG_TYPE_RAW_TRACEPOINT, 0, 0);
    }

    /** What a program returns that is run once, by this thread: the lower 32 bits. */
    static int run(BpfProgram program) throws BpfException {
        try (var arena = Arena.ofConfined()) {
            var attributes =
                    new Attributes(arena).u32(0, program.fd()).u32(4, 0).u64(64, 0);
            BpfSyscall.checked(BpfSyscall.PROG_TEST_RUN, attributes, "running a BPF program");
            return attributes.u32(4);
        }
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

    /** Attaches a program made by {@link #tracepoint}. */
    public BpfLink attachTracepoint(BpfProgram program) throws BpfException {
        try (var arena = Arena.ofConfined()) {
            var attributes = new Attributes(arena).u64(0, 0).u32(8, program.fd());
            return new BpfLink(BpfSyscall.checked(
                    BpfSyscall.RAW_TRACEPOINT_OPEN, attributes, "attaching to the tracepoint of " + program.name()));
        }
    }

    /**
     * Attaches a program made by {@link #uprobeMulti} to sites of one file in one process.
     *
     * @param offsets of the sites in the file, in bytes
     * @param cookies what {@code bpf_get_attach_cookie} gives at each
     * @param atReturn at the returns of the functions at the offsets
     * @param pid the only process in which it fires
     */
    public BpfLink attachUprobes(
            BpfProgram program, String file, long[] offsets, long[] cookies, boolean atReturn, int pid)
            throws BpfException {
        try (var arena = Arena.ofConfined()) {
            var attributes = new Attributes(arena)
                    .u32(0, program.fd())
                    .u32(8, ATTACH_UPROBE_MULTI)
                    .pointer(16, arena.allocateFrom(file))
                    .pointer(24, arena.allocateFrom(JAVA_LONG, offsets))
                    .u64(32, 0)
                    .pointer(40, arena.allocateFrom(JAVA_LONG, cookies))
                    .u32(48, offsets.length)
                    .u32(52, atReturn ? UPROBE_MULTI_RETURN : 0)
                    .u32(56, pid);
            var link = BpfSyscall.call(BpfSyscall.LINK_CREATE, attributes);
            if (link == -BpfException.EINVAL && !knowsUprobeMulti(program)) {
                throw new BpfException.NotSupported("uprobe_multi", "Linux 6.6 or later");
            }
            var what = "attaching " + offsets.length + " uprobes to " + file;
            return new BpfLink(BpfSyscall.checked(link, what));
        }
    }

    /**
     * Whether this kernel has links to many uprobes. It is asked for one to something that is no regular file: a kernel that has such
     * links says EBADF, one that has not EINVAL (libbpf, {@code probe_uprobe_multi_link} of src/features.c).
     */
    private static boolean knowsUprobeMulti(BpfProgram program) {
        try (var arena = Arena.ofConfined()) {
            var attributes = new Attributes(arena)
                    .u32(0, program.fd())
                    .u32(8, ATTACH_UPROBE_MULTI)
                    .pointer(16, arena.allocateFrom("/"))
                    .pointer(24, arena.allocateFrom(JAVA_LONG, 0L))
                    .u32(48, 1);
            return BpfSyscall.call(BpfSyscall.LINK_CREATE, attributes) != -BpfException.EINVAL;
        }
    }

    /** Attaches a program made by {@link #uprobe} to a perf event; the link owns the event. */
    public BpfLink attachPerfEvent(BpfProgram program, PerfUprobe event, long cookie) throws BpfException {
        try (var arena = Arena.ofConfined()) {
            var attributes = new Attributes(arena)
                    .u32(0, program.fd())
                    .u32(4, event.fd())
                    .u32(8, ATTACH_PERF_EVENT)
                    .u64(16, cookie);
            var link = BpfSyscall.checked(BpfSyscall.LINK_CREATE, attributes, "attaching to a perf uprobe");
            return new BpfLink(link, event);
        }
    }

    /** An iterator over the tasks of one process; before Linux 6.1 over all tasks, and the program must choose. */
    public TaskIterator iterateTasks(BpfProgram program, int pid) throws BpfException {
        try (var arena = Arena.ofConfined()) {
            var info = arena.allocateFrom(JAVA_INT, 0, pid, 0, 0);
            var attributes = new Attributes(arena)
                    .u32(0, program.fd())
                    .u32(8, ATTACH_TRACE_ITER)
                    .pointer(16, info)
                    .u32(24, 12);
            var link = BpfSyscall.call(BpfSyscall.LINK_CREATE, attributes);
            if (link < 0) {
                var all = new Attributes(arena)
                        .u32(0, program.fd())
                        .u32(8, ATTACH_TRACE_ITER)
                        .u32(12, 0);
                link = BpfSyscall.checked(BpfSyscall.LINK_CREATE, all, "attaching the iterator over tasks");
            }
            return new TaskIterator(link);
        }
    }

    /** The bytes that a map of type ring buffer shares with its reader. */
    public RingBuffer ringBuffer(BpfMap map, int capacity) throws BpfException {
        return new RingBuffer(map, capacity);
    }

    /** What ends the sleep of its reader. */
    public Doorbell doorbell(BpfMap ring) throws BpfException {
        return new Doorbell(ring);
    }
}
