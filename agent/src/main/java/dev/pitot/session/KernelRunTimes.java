package dev.pitot.session;

import dev.pitot.bcc.BpfException;
import dev.pitot.bcc.BpfProgram;
import dev.pitot.bcc.ProgramStatistics;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The kernel's own statistics, which it keeps for all programs of the machine while they are on. */
public final class KernelRunTimes implements RunTimes {
    private final Supplier<? extends Collection<BpfProgram>> programs;
    private final TrapCost calibrated;
    private @Nullable ProgramStatistics statistics;

    /** @param programs those that are loaded at the moment, none of which is closed while {@link #read} runs */
    public KernelRunTimes(Supplier<? extends Collection<BpfProgram>> programs, TrapCost calibrated) {
        this.programs = programs;
        this.calibrated = calibrated;
    }

    @Override
    public void on() throws BpfException {
        if (statistics == null) {
            statistics = ProgramStatistics.keep();
        }
    }

    @Override
    public Map<String, RunTime> read() throws BpfException {
        var times = new HashMap<String, RunTime>();
        for (var program : programs.get()) {
            var run = ProgramStatistics.of(program);
            times.merge(program.name(), new RunTime(run.count(), run.nanos()), RunTime::plus);
        }
        return times;
    }

    @Override
    public void off() {
        if (statistics != null) {
            statistics.close();
            statistics = null;
        }
    }

    @Override
    public double overheadNanos() {
        return Math.max(0, calibrated.emptyRunNanos());
    }

    @Override
    public String source() {
        return "kernel statistics";
    }
}
