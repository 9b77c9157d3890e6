package dev.pitot.cost;

import dev.pitot.bpf.Bpf;
import dev.pitot.bpf.BpfException;
import dev.pitot.bpf.BpfProgram;
import dev.pitot.bpf.ProgramStatistics;
import dev.pitot.hotspot.Libjvm;
import dev.pitot.kernel.OwnProcess;
import dev.pitot.threads.OwnThreads;
import dev.pitot.usdt.Site;
import dev.pitot.usdt.UsdtFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What it takes to get into a program at a probe in libjvm and back, and what the kernel's statistics say of a program that does
 * nothing: calibrated in this JVM, since it depends on the CPU, on the kernel and on the mitigations that are on.
 *
 * <p>A program without content is attached to {@code hotspot:thread__unpark}, which Pitot does not use otherwise. A thread of
 * Pitot's own hits that probe by unparking itself: this makes no system call and wakes nobody, unlike a yield, which on a busy
 * machine gives the CPU away. Batches are short and the tenth of them that went best counts, so that having been interrupted, or
 * scheduled away, does not. Threads of the application that unpark meanwhile, for some milliseconds, pay the trap as well.
 *
 * @param trapNanos of one hit, without the program's own time; {@link #NOT_KNOWN}
 * @param emptyRunNanos what statistics say of one run of the empty program: the cost of keeping them, contained in each of their
 *     run times; {@link #NOT_KNOWN}
 */
public record TrapCost(double trapNanos, double emptyRunNanos) {
    public static final double NOT_KNOWN = -1;

    static final TrapCost UNKNOWN = new TrapCost(NOT_KNOWN, NOT_KNOWN);

    private static final String PROBE = "thread__unpark";
    private static final int BATCHES = 100;
    private static final int BATCH = 32;

    /**
     * Measures, on a thread of its own; takes some milliseconds, and the some 40 ms for which the kernel detaches. Not for a thread
     * of the application. What cannot be measured is not known; there is no error.
     *
     * @param libjvm of this process
     */
    public static TrapCost calibrate(Bpf bpf, Libjvm libjvm) {
        try {
            return libjvm.hasSites() ? calibrate(bpf, libjvm.file()) : UNKNOWN;
        } catch (BpfException e) {
            return UNKNOWN; // there are no phases either
        }
    }

    /** The same with any file that may be the one. */
    public static TrapCost calibrate(Bpf bpf, Path libjvm) {
        var result = new TrapCost[] {UNKNOWN};
        // No uprobe_multi, no such probe, no permission: the figure is missing, nothing else.
        var thread = OwnThreads.start("trap", thrown -> {}, () -> result[0] = measure(bpf, libjvm));
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return UNKNOWN;
        }
        return result[0];
    }

    private static TrapCost measure(Bpf bpf, Path libjvm) throws BpfException, IOException {
        var offsets = offsets(libjvm);
        if (offsets.length == 0) {
            return UNKNOWN;
        }
        try (var program = bpf.uprobeMulti("trap", Bpf.NOTHING)) {
            return measure(bpf, program, libjvm, offsets);
        }
    }

    private static TrapCost measure(Bpf bpf, BpfProgram program, Path libjvm, long[] offsets) throws BpfException {
        bestOf(BATCHES); // so that what follows is compiled, mostly
        var before = bestOf(BATCHES);
        double with;
        double emptyRun;
        var link = bpf.attachUprobes(
                program, libjvm.toString(), offsets, new long[offsets.length], false, OwnProcess.pid());
        try (link) {
            with = bestOf(BATCHES);
            emptyRun = emptyRun(program);
        }
        return of(Math.min(before, bestOf(BATCHES)), with, emptyRun);
    }

    /** A trap that seems to cost nothing has not been hit. */
    static TrapCost of(double without, double with, double emptyRun) {
        return new TrapCost(with > without ? with - without : NOT_KNOWN, emptyRun);
    }

    /** Nanoseconds of one unpark: of the tenth of the batches that went best, the worst. */
    private static double bestOf(int batches) {
        var nanos = new long[batches];
        for (var i = 0; i < batches; i++) {
            var from = System.nanoTime();
            batch();
            nanos[i] = System.nanoTime() - from;
        }
        return (double) quantile(nanos) / BATCH;
    }

    private static void batch() {
        var self = Thread.currentThread();
        for (var i = 0; i < BATCH; i++) {
            LockSupport.unpark(self);
        }
    }

    /** As {@link #bestOf}, of the run time that the kernel states; also in batches, since an interrupt may fall into a run. */
    private static double emptyRun(BpfProgram program) throws BpfException {
        try (var statistics = keep()) {
            if (statistics == null) {
                return NOT_KNOWN;
            }
            var nanos = new long[BATCHES];
            var before = ProgramStatistics.of(program);
            for (var i = 0; i < BATCHES; i++) {
                batch();
                var after = ProgramStatistics.of(program);
                var runs = after.count() - before.count();
                nanos[i] = runs < BATCH ? Long.MAX_VALUE : (after.nanos() - before.nanos()) * BATCH / runs;
                before = after;
            }
            var best = quantile(nanos);
            return best == Long.MAX_VALUE ? NOT_KNOWN : (double) best / BATCH;
        }
    }

    private static @Nullable ProgramStatistics keep() throws BpfException {
        try {
            return ProgramStatistics.keep();
        } catch (BpfException.NotPermitted e) {
            return null;
        }
    }

    static long quantile(long[] values) {
        var sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 10];
    }

    private static long[] offsets(Path libjvm) throws IOException {
        try (var file = UsdtFile.open(libjvm)) {
            return file.probes().stream()
                    .filter(probe ->
                            probe.provider().equals("hotspot") && probe.name().equals(PROBE))
                    .flatMap(probe -> probe.sites().stream())
                    .mapToLong(Site::offset)
                    .filter(offset -> offset != Site.NOT_IN_FILE)
                    .toArray();
        }
    }
}
