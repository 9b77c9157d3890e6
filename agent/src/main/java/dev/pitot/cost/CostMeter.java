package dev.pitot.cost;

import dev.pitot.bpf.BpfException;
import dev.pitot.bpf.CpuTime;
import dev.pitot.kernel.RunTimes;
import dev.pitot.kernel.RunTimes.RunTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Measures what Pitot costs, in stretches: the runs of programs are timed in these only, because that costs something itself. For
 * one thread.
 */
public final class CostMeter implements AutoCloseable {
    static final String NOT_MEASURED = "not measured";

    /** What is measured: current totals, arrays by the numbers of events. A new session may begin them anew. */
    public interface Subject {
        /** Of the probes in libjvm. */
        long[] hits();

        /** Handed over by the programs. */
        long[] records();

        /** CPU time of Pitot's own threads, by name, also of those that have ended. */
        Map<String, Long> threads();
    }

    private final Subject subject;
    private final List<RunTimes> ways;
    private final TrapCost trap;
    private int way;
    /** At the end of the last stretch: Pitot's threads go on between two, and the one that measures works most then. */
    private CostTotals ended;

    private @Nullable CostTotals begun;

    /** @param ways to time the programs, the best first; one that fails is not tried again */
    public CostMeter(Subject subject, List<RunTimes> ways, TrapCost trap) {
        this.subject = subject;
        this.ways = List.copyOf(ways);
        this.trap = trap;
        ended = totals(Map.of());
    }

    /** A stretch begins. */
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

    /** It ends; what was spent in it. */
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

    /** Ends a stretch without a result; nothing is timed any more. */
    @Override
    public void close() {
        begun = null;
        if (way < ways.size()) {
            ways.get(way).off();
        }
    }
}
