package dev.pitot.bpf;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.pitot.bpf.BpfSyscall.Attributes;
import dev.pitot.usdt.KernelText;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's own statistics of BPF programs: the number of runs and their time. The kernel keeps them while at least
 * one of these objects is open.
 *
 * <p>The kernel keeps them for all programs of the machine. Each run then reads the clock twice, which takes some tens
 * of nanoseconds, so they should be on for short times only. Turning them on needs CAP_SYS_ADMIN, unless the
 * administrator has set {@code kernel.bpf_stats_enabled=1}. Reading needs no capability.
 */
public final class ProgramStatistics implements AutoCloseable {
    private static final Path ALWAYS = Path.of("/proc/sys/kernel/bpf_stats_enabled");
    private static final int BPF_STATS_RUN_TIME = 0;
    private static final int NO_STATS = ~0;

    /** {@code struct bpf_prog_info} of include/uapi/linux/bpf.h in Linux 5.12 and later, up to the last field read. */
    private static final int RUN_TIME_NS = 192;

    private static final int RUN_CNT = 200;
    private static final int RECURSION_MISSES = 208;
    private static final int INFO_SIZE = 216;

    private final @Nullable Descriptor keeping;

    /**
     * The totals of a program since it was loaded, over the times in which statistics were kept.
     *
     * @param nanos time of all runs, each with about one of its two clock readings
     * @param missed runs skipped because the program was already running on that CPU; always counted
     */
    public record Run(long count, long nanos, long missed) {}

    private ProgramStatistics(@Nullable Descriptor keeping) {
        this.keeping = keeping;
    }

    /** Starts keeping statistics, until the result is closed. */
    public static ProgramStatistics keep() throws BpfException {
        try (var arena = Arena.ofConfined()) {
            var fd = BpfSyscall.call(BpfSyscall.ENABLE_STATS, new Attributes(arena).u32(0, BPF_STATS_RUN_TIME));
            if (fd >= 0) {
                return new ProgramStatistics(new Descriptor(fd));
            }
            if (areAlwaysKept()) {
                return new ProgramStatistics(null);
            }
            throw refused(-fd);
        }
    }

    /**
     * Returns whether {@link #keep} is permitted, without keeping any statistics. The kernel checks the capability
     * before it checks the argument.
     */
    public static boolean arePermitted() {
        try (var arena = Arena.ofConfined()) {
            var refusal = BpfSyscall.call(BpfSyscall.ENABLE_STATS, new Attributes(arena).u32(0, NO_STATS));
            return refusal == -BpfException.EINVAL || areAlwaysKept();
        }
    }

    private static BpfException refused(int errno) {
        var what = "keeping the kernel's statistics of programs";
        return errno == BpfException.EPERM
                ? new BpfException.NotPermitted(
                        what, "run with CAP_SYS_ADMIN, or have an administrator set kernel.bpf_stats_enabled=1")
                : BpfException.of(what, errno);
    }

    private static boolean areAlwaysKept() {
        try {
            return KernelText.of(ALWAYS).strip().equals("1");
        } catch (IOException e) {
            return false;
        }
    }

    /** Returns the totals of a program. */
    public static Run of(BpfProgram program) throws BpfException {
        try (var arena = Arena.ofConfined()) {
            var info = arena.allocate(INFO_SIZE, 8);
            var attributes =
                    new Attributes(arena).u32(0, program.fd()).u32(4, INFO_SIZE).pointer(8, info);
            BpfSyscall.checked(
                    BpfSyscall.OBJ_GET_INFO_BY_FD,
                    attributes,
                    "reading the statistics of the program " + program.name());
            return new Run(
                    info.get(JAVA_LONG, RUN_CNT),
                    info.get(JAVA_LONG, RUN_TIME_NS),
                    info.get(JAVA_LONG, RECURSION_MISSES));
        }
    }

    @Override
    public void close() {
        if (keeping != null) {
            keeping.close();
        }
    }
}
