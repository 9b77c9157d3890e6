package dev.pitot.cost;

import dev.pitot.plan.EventKind;
import dev.pitot.plan.Spending;
import dev.pitot.plan.Spending.Spent;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.stream.LongStream;

/**
 * What Pitot cost in one window.
 *
 * @param costs rows, the most expensive first
 * @param processNanos CPU time of the whole process in the window
 * @param startNanos start of the window, as System.nanoTime
 * @param lengthNanos length of the window
 */
public record CostWindow(List<ProgramCost> costs, long processNanos, long startNanos, long lengthNanos) {
    /** Maximum time to process one record, on a thread whose code has left the caches. */
    private static final long RECORD_NANOS = 10_000;

    public CostWindow {
        costs = List.copyOf(costs);
    }

    /** Returns the share of the process's CPU time. */
    public double share() {
        return costs.stream().mapToDouble(ProgramCost::share).sum();
    }

    /**
     * Returns the spending for the governor.
     *
     * <p>The time of Pitot's threads is assigned to the events whose records they processed, at most {@link
     * #RECORD_NANOS} for each. With few records the rest is the cost of looking, which would make those events seem
     * expensive.
     */
    public Spending spending() {
        var numbers = new long[EventKind.values().length + 1];
        costs.forEach(cost -> numbers[index(cost)] += cost.records());
        var most = RECORD_NANOS * LongStream.of(numbers).sum();
        var ofThreads = Apportioned.by(Math.min(nanosOfThreads(), most), numbers);
        var kinds = new EnumMap<EventKind, Spent>(EventKind.class);
        for (var kind : EventKind.values()) {
            kinds.put(kind, new Spent(nanosOf(kind), ofThreads[kind.ordinal()]));
        }
        var given = kinds.values().stream().mapToLong(Spent::recordNanos).sum();
        var rest = costs.stream().mapToLong(ProgramCost::nanos).sum()
                - given
                - kinds.values().stream().mapToLong(Spent::probeNanos).sum();
        return new Spending(Duration.ofNanos(lengthNanos), processNanos, kinds, rest);
    }

    private static int index(ProgramCost cost) {
        return cost.kind() == null ? EventKind.values().length : cost.kind().ordinal();
    }

    private long nanosOf(EventKind kind) {
        return costs.stream()
                .filter(cost -> cost.kind() == kind)
                .mapToLong(ProgramCost::nanos)
                .sum();
    }

    private long nanosOfThreads() {
        return costs.stream()
                .filter(cost -> cost.source().equals(CostTable.THREAD_CLOCK))
                .mapToLong(ProgramCost::nanos)
                .sum();
    }
}
