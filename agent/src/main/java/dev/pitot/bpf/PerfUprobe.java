package dev.pitot.bpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.pitot.usdt.KernelText;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/**
 * A uprobe as a perf event, for kernels without {@code uprobe_multi}.
 *
 * <p>There is one per site, and closing each waits for a grace period of the kernel. So detaching takes a hundred times
 * longer. Kernels since July 2025 require CAP_SYS_ADMIN.
 */
public final class PerfUprobe extends Descriptor {
    private static final Path TYPE = Path.of("/sys/bus/event_source/devices/uprobe/type");
    private static final long SYS_PERF_EVENT_OPEN = Libc.ARM ? 241 : 298;
    private static final long CLOSE_ON_EXEC = 8;
    /** /sys/bus/event_source/devices/uprobe/format/retprobe: config:0. */
    private static final long RETPROBE = 1;
    /** PERF_ATTR_SIZE_VER1: up to config2. */
    private static final int ATTRIBUTES = 72;

    private PerfUprobe(int fd) {
        super(fd);
    }

    /** Opens a uprobe at a file offset in bytes, or at the return of the function there, for one process. */
    public static PerfUprobe open(String file, long offset, boolean atReturn, int pid) throws BpfException {
        var type = type();
        try (var arena = Arena.ofConfined()) {
            var attributes = arena.allocate(ATTRIBUTES, 8);
            attributes.set(JAVA_INT, 0, type);
            attributes.set(JAVA_INT, 4, ATTRIBUTES);
            attributes.set(JAVA_LONG, 8, atReturn ? RETPROBE : 0);
            attributes.set(JAVA_LONG, 56, arena.allocateFrom(file).address());
            attributes.set(JAVA_LONG, 64, offset);
            var fd = Signals.repeated(() -> call(attributes, pid));
            if (fd < 0) {
                throw refused(-fd);
            }
            return new PerfUprobe(fd);
        }
    }

    // perf_event_open(struct perf_event_attr *, pid_t, int cpu, int group, unsigned long flags);
    private static int call(MemorySegment attributes, long pid) {
        return (int) Libc.syscall(SYS_PERF_EVENT_OPEN, attributes.address(), pid, -1, -1, CLOSE_ON_EXEC, 0);
    }

    private static BpfException refused(int errno) {
        var what = "opening a perf uprobe";
        return errno == BpfException.EPERM || errno == BpfException.EACCES
                ? new BpfException.NotPermitted(
                        what,
                        "run as root or with CAP_SYS_ADMIN; CAP_PERFMON suffices with attach=auto on Linux 6.6 or later")
                : BpfException.of(what, errno);
    }

    private static int type() throws BpfException {
        try {
            return Integer.parseInt(KernelText.of(TYPE).strip());
        } catch (IOException | NumberFormatException e) {
            throw new BpfException.NotSupported(
                    "a perf uprobe", "a kernel with CONFIG_UPROBE_EVENTS and, in a container, a /sys that shows it");
        }
    }
}
