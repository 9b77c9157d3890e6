package dev.pitot.cost;

import dev.pitot.bpf.BpfException;
import dev.pitot.bpf.ProgramStatistics;
import dev.pitot.kernel.LoadedProgram;
import dev.pitot.kernel.RunTimes;
import dev.pitot.kernel.TracepointProgram;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The run times in the kernel's own statistics, which the kernel keeps for all programs of the machine while they are
 * on.
 *
 * <p>The overhead per run is the run time of a program that does nothing. It is attached to the most frequent
 * tracepoint, where it finds the caches in the same state as the others.
 */
public final class KernelRunTimes implements RunTimes {
    /** With fewer runs, the calibration in a loop is more accurate. */
    private static final int ENOUGH_RUNS = 100;

    /** Attaches a program that does nothing; returns null if there is no session. */
    @FunctionalInterface
    interface Idle {
        @Nullable
        TracepointProgram attach() throws BpfException;
    }

    private final Supplier<? extends Collection<LoadedProgram>> programs;
    private final Idle idle;
    private final TrapCost calibrated;
    private @Nullable ProgramStatistics statistics;
    private @Nullable TracepointProgram empty;
    private double overhead;

    /**
     * Creates the source.
     *
     * @param programs returns the loaded programs; none may be closed while {@link #read} runs
     */
    KernelRunTimes(Supplier<? extends Collection<LoadedProgram>> programs, Idle idle, TrapCost calibrated) {
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

    private static RunTime of(LoadedProgram program) throws BpfException {
        var run = program.statistics();
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
