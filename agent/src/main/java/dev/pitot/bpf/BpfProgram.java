package dev.pitot.bpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.pitot.bpf.BpfSyscall.Attributes;
import java.lang.foreign.Arena;

/** A loaded program. It can be attached to what it was loaded for. That takes no privilege. */
public final class BpfProgram extends Descriptor {
    static final int ATTACH_TRACE_ITER = 28; // enum bpf_attach_type
    static final int ATTACH_UPROBE_MULTI = 48;
    private static final int ATTACH_PERF_EVENT = 41;
    private static final int UPROBE_MULTI_RETURN = 1;

    private final String name;

    BpfProgram(int fd, String name) {
        super(fd);
        this.name = name;
    }

    public String name() {
        return name;
    }

    /** Attaches a program loaded by {@link Bpf#tracepoint}. */
    public BpfLink attach() throws BpfException {
        try (var arena = Arena.ofConfined()) {
            var attributes = new Attributes(arena).u64(0, 0).u32(8, fd());
            return new BpfLink(BpfSyscall.checked(
                    BpfSyscall.RAW_TRACEPOINT_OPEN, attributes, "attaching to the tracepoint of " + name));
        }
    }

    /**
     * Attaches a program loaded by {@link Bpf#uprobeMulti} to sites of one file in one process.
     *
     * @param offsets offsets of the sites in the file, in bytes
     * @param cookies result of {@code bpf_get_attach_cookie} at each site
     * @param atReturn whether to attach at the returns of the functions at the offsets
     * @param pid the only process in which the program runs
     */
    public BpfLink attachUprobes(String file, long[] offsets, long[] cookies, boolean atReturn, int pid)
            throws BpfException {
        try (var arena = Arena.ofConfined()) {
            var attributes = new Attributes(arena)
                    .u32(0, fd())
                    .u32(8, ATTACH_UPROBE_MULTI)
                    .pointer(16, arena.allocateFrom(file))
                    .pointer(24, arena.allocateFrom(JAVA_LONG, offsets))
                    .u64(32, 0)
                    .pointer(40, arena.allocateFrom(JAVA_LONG, cookies))
                    .u32(48, offsets.length)
                    .u32(52, atReturn ? UPROBE_MULTI_RETURN : 0)
                    .u32(56, pid);
            var link = BpfSyscall.call(BpfSyscall.LINK_CREATE, attributes);
            if (link == -BpfException.EINVAL && !knowsUprobeMulti()) {
                throw new BpfException.NotSupported("uprobe_multi", "Linux 6.6 or later");
            }
            var what = "attaching " + offsets.length + " uprobes to " + file;
            return new BpfLink(BpfSyscall.checked(link, what));
        }
    }

    /**
     * Returns whether this kernel has uprobe_multi links.
     *
     * <p>It asks for a link to something that is not a regular file. A kernel with such links answers EBADF, one
     * without them EINVAL (libbpf, {@code probe_uprobe_multi_link} of src/features.c).
     */
    private boolean knowsUprobeMulti() {
        try (var arena = Arena.ofConfined()) {
            var attributes = new Attributes(arena)
                    .u32(0, fd())
                    .u32(8, ATTACH_UPROBE_MULTI)
                    .pointer(16, arena.allocateFrom("/"))
                    .pointer(24, arena.allocateFrom(JAVA_LONG, 0L))
                    .u32(48, 1);
            return BpfSyscall.call(BpfSyscall.LINK_CREATE, attributes) != -BpfException.EINVAL;
        }
    }

    /** Attaches a program loaded by {@link Bpf#uprobe} to a perf event. The link owns the event. */
    public BpfLink attachPerfEvent(PerfUprobe event, long cookie) throws BpfException {
        try (var arena = Arena.ofConfined()) {
            var attributes = new Attributes(arena)
                    .u32(0, fd())
                    .u32(4, event.fd())
                    .u32(8, ATTACH_PERF_EVENT)
                    .u64(16, cookie);
            var link = BpfSyscall.checked(BpfSyscall.LINK_CREATE, attributes, "attaching to a perf uprobe");
            return new BpfLink(link, event);
        }
    }

    /**
     * Creates an iterator over the tasks of one process. Before Linux 6.1 it covers all tasks, and the program must
     * filter.
     */
    public TaskIterator iterateTasks(int pid) throws BpfException {
        try (var arena = Arena.ofConfined()) {
            var info = arena.allocateFrom(JAVA_INT, 0, pid, 0, 0);
            var attributes = new Attributes(arena)
                    .u32(0, fd())
                    .u32(8, ATTACH_TRACE_ITER)
                    .pointer(16, info)
                    .u32(24, 12);
            var link = BpfSyscall.call(BpfSyscall.LINK_CREATE, attributes);
            if (link < 0) {
                var all = new Attributes(arena)
                        .u32(0, fd())
                        .u32(8, ATTACH_TRACE_ITER)
                        .u32(12, 0);
                link = BpfSyscall.checked(BpfSyscall.LINK_CREATE, all, "attaching the iterator over tasks");
            }
            return new TaskIterator(link);
        }
    }
}
