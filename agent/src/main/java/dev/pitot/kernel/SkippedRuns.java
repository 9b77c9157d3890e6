package dev.pitot.kernel;

import dev.pitot.bpf.BpfException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Runs that the kernel skipped because the program was already running on that CPU.
 *
 * <p>That happens when an interrupt in the middle of a run hits the same tracepoint. The kernel counts these runs for
 * each program ({@code recursion_misses} of {@code struct bpf_prog_info}).
 */
public final class SkippedRuns {
    private final Map<LoadedProgram, Long> reported = new LinkedHashMap<>();
    private final Map<String, Long> ofThoseGone = new LinkedHashMap<>();

    /** Adds a program that has just been attached. */
    public synchronized void watch(LoadedProgram program) {
        reported.put(program, 0L);
    }

    /** Removes a program that is about to be closed. */
    public synchronized void forget(LoadedProgram program) {
        var before = reported.remove(program);
        if (before != null) {
            ofThoseGone.merge(program.name(), of(program, before) - before, Long::sum);
        }
    }

    /** Returns the runs skipped since the last call, by program name. Programs without skipped runs are left out. */
    public synchronized Map<String, Long> newly() {
        var newly = new LinkedHashMap<>(ofThoseGone);
        ofThoseGone.clear();
        reported.replaceAll((program, before) -> {
            var total = of(program, before);
            newly.merge(program.name(), total - before, Long::sum);
            return total;
        });
        newly.values().removeIf(skipped -> skipped == 0);
        return newly;
    }

    private static long of(LoadedProgram program, long otherwise) {
        try {
            return program.statistics().missed();
        } catch (BpfException e) {
            return otherwise; // this kernel does not report it
        }
    }
}
