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
 * The time to enter a program at a probe in libjvm and return, and the kernel's statistics for a program that does
 * nothing. Both are calibrated in this JVM, since they depend on the CPU, the kernel and the active mitigations.
 *
 * <p>An empty program is attached to {@code hotspot:thread__unpark}, which Pitot does not use otherwise. A thread of
 * Pitot hits that probe by unparking itself. That makes no system call and wakes no thread. A yield would give the CPU
 * away on a busy machine.
 *
 * <p>Batches are short, and the best tenth of them counts, so that interrupts and preemption do not. Application
 * threads that unpark during these milliseconds pay the trap as well.
 *
 * @param trapNanos time of one hit, without the program's own time; or {@link #NOT_KNOWN}
 * @param emptyRunNanos reported run time of the empty program, which is the statistics' overhead in every run time; or
 *     {@link #NOT_KNOWN}
 */
public record TrapCost(double trapNanos, double emptyRunNanos) {
    public static final double NOT_KNOWN = -1;

    static final TrapCost UNKNOWN = new TrapCost(NOT_KNOWN, NOT_KNOWN);

    private static final String PROBE = "thread__unpark";
    private static final int BATCHES = 100;
    private static final int BATCH = 32;

    /**
     * Calibrates on a separate thread, in some milliseconds and the 40 ms that detaching takes. Do not call it on an
     * application thread. A value that cannot be measured is unknown; nothing is thrown.
     *
     * @param libjvm libjvm of this process
     */
    public static TrapCost calibrate(Bpf bpf, Libjvm libjvm) {
        try {
            return libjvm.hasSites() ? calibrate(bpf, libjvm.file()) : UNKNOWN;
        } catch (BpfException e) {
            return UNKNOWN; // then there are no phases either
        }
    }

    /** Calibrates with a given libjvm file. */
    public static TrapCost calibrate(Bpf bpf, Path libjvm) {
        var result = new TrapCost[] {UNKNOWN};
        // Without uprobe_multi, the probe or the permission, only this figure is missing.
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
            return measure(program, libjvm, offsets);
        }
    }

    private static TrapCost measure(BpfProgram program, Path libjvm, long[] offsets) throws BpfException {
        bestOf(BATCHES); // lets the JIT compile most of what follows
        var before = bestOf(BATCHES);
        double with;
        double emptyRun;
        var link = program.attachUprobes(libjvm.toString(), offsets, new long[offsets.length], false, OwnProcess.pid());
        try (link) {
            with = bestOf(BATCHES);
            emptyRun = emptyRun(program);
        }
        return of(Math.min(before, bestOf(BATCHES)), with, emptyRun);
    }

    /** Creates the result. A trap that seems to cost nothing was not hit. */
    static TrapCost of(double without, double with, double emptyRun) {
        return new TrapCost(with > without ? with - without : NOT_KNOWN, emptyRun);
    }

    /** Returns the nanoseconds of one unpark: the worst of the best tenth of the batches. */
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

    /**
     * Returns the same for the run time that the kernel reports. It works in batches as well, since an interrupt may
     * fall into a run.
     */
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
