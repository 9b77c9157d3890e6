package dev.pitot.cost;

import dev.pitot.bpf.BpfException;
import dev.pitot.bpf.CpuTime;
import dev.pitot.kernel.RunTimes;
import dev.pitot.kernel.RunTimes.RunTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Measures Pitot's own cost, one window at a time. Runs of programs are timed only in a window, because timing costs
 * something as well. Not thread-safe.
 */
public final class CostMeter implements AutoCloseable {
    static final String NOT_MEASURED = "not measured";

    /** The measured totals, in arrays indexed by event number. They may restart from 0 with a new session. */
    public interface Subject {
        /** Returns the hits of the probes in libjvm. */
        long[] hits();

        /** Returns the records that the programs submitted. */
        long[] records();

        /** Returns the CPU time of Pitot's own threads, by name, including threads that have ended. */
        Map<String, Long> threads();
    }

    private final Subject subject;
    private final List<RunTimes> ways;
    private final TrapCost trap;
    private int way;
    /**
     * The totals at the end of the last window. Pitot's threads work between windows as well, above all the measuring
     * thread.
     */
    private CostTotals ended;

    private @Nullable CostTotals begun;

    /**
     * Creates a meter.
     *
     * @param ways ways to time the programs, the best first; one that fails is not tried again
     */
    public CostMeter(Subject subject, List<RunTimes> ways, TrapCost trap) {
        this.subject = subject;
        this.ways = List.copyOf(ways);
        this.trap = trap;
        ended = totals(Map.of());
    }

    /** Begins a window. */
    public void begin() {
        while (way < ways.size()) {
            try {
                ways.get(way).on();
                begun = totals(ways.get(way).read());
                return;
            } catch (BpfException e) {
                ways.get(way).off();
                way++;
            }
        }
        begun = totals(Map.of());
    }

    /** Ends the window and returns what was spent in it. */
    public CostWindow end() throws BpfException {
        var from = begun;
        if (from == null) {
            throw new IllegalStateException("no stretch has begun");
        }
        try {
            var isTimed = way < ways.size();
            var now = totals(isTimed ? ways.get(way).read() : Map.of());
            var spent = now.since(from).withThreadsOf(now.since(ended));
            ended = now;
            var costs = isTimed
                    ? CostTable.of(
                            spent,
                            trap,
                            ways.get(way).overheadNanos(),
                            ways.get(way).source())
                    : CostTable.of(spent, trap, 0, NOT_MEASURED);
            return new CostWindow(costs, spent.processNanos(), from.nanos(), spent.nanos());
        } finally {
            close();
        }
    }

    private CostTotals totals(Map<String, RunTime> programs) {
        return new CostTotals(
                System.nanoTime(),
                CpuTime.ofProcess(),
                programs,
                subject.threads(),
                subject.hits().clone(),
                subject.records().clone());
    }

    /** Ends a window without a result and stops the timing. */
    @Override
    public void close() {
        begun = null;
        if (way < ways.size()) {
            ways.get(way).off();
        }
    }
}
