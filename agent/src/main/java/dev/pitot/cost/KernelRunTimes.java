package dev.pitot.cost;

import dev.pitot.bpf.BpfException;
import dev.pitot.bpf.BpfProgram;
import dev.pitot.bpf.ProgramStatistics;
import dev.pitot.kernel.RunTimes;
import dev.pitot.kernel.TracepointProgram;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's own statistics, which it keeps for all programs of the machine while they are on. What keeping them adds to each run is
 * what they say of a program that does nothing, attached where the most runs are: there it finds the caches as the others find them.
 */
public final class KernelRunTimes implements RunTimes {
    /** Fewer runs say less than the calibration in a loop does. */
    private static final int ENOUGH_RUNS = 100;

    /** Attaches a program that does nothing; null where there is nothing to attach it to. */
    @FunctionalInterface
    interface Idle {
        @Nullable
        TracepointProgram attach() throws BpfException;
    }

    private final Supplier<? extends Collection<BpfProgram>> programs;
    private final Idle idle;
    private final TrapCost calibrated;
    private @Nullable ProgramStatistics statistics;
    private @Nullable TracepointProgram empty;
    private double overhead;

    /** @param programs those that are loaded at the moment, none of which is closed while {@link #read} runs */
    KernelRunTimes(Supplier<? extends Collection<BpfProgram>> programs, Idle idle, TrapCost calibrated) {
        this.programs = programs;
        this.idle = idle;
        this.calibrated = calibrated;
    }

    @Override
    public void on() throws BpfException {
        if (statistics == null) {
            statistics = ProgramStatistics.keep();
            empty = idle.attach();
        }
    }

    @Override
    public Map<String, RunTime> read() throws BpfException {
        var times = new HashMap<String, RunTime>();
        for (var program : programs.get()) {
            times.merge(program.name(), of(program), RunTime::plus);
        }
        overhead = empty == null ? calibrated.emptyRunNanos() : overhead(of(empty.program()));
        return times;
    }

    private double overhead(RunTime empty) {
        return empty.runs() < ENOUGH_RUNS ? calibrated.emptyRunNanos() : (double) empty.nanos() / empty.runs();
    }

    private static RunTime of(BpfProgram program) throws BpfException {
        var run = ProgramStatistics.of(program);
        return new RunTime(run.count(), run.nanos());
    }

    @Override
    public void off() {
        if (empty != null) {
            empty.close();
            empty = null;
        }
        if (statistics != null) {
            statistics.close();
            statistics = null;
        }
    }

    @Override
    public double overheadNanos() {
        return Math.max(0, overhead);
    }

    @Override
    public String source() {
        return "kernel statistics";
    }
}
