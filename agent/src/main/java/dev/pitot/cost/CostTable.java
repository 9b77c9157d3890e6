package dev.pitot.cost;

import dev.pitot.kernel.RunTimes.RunTime;
import dev.pitot.plan.EventKind;
import dev.pitot.record.Layout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Derives the rows of a window from its totals. A pure function. Nothing is counted twice, so the rows add up to
 * Pitot's cost.
 */
final class CostTable {
    static final String THREAD_CLOCK = "thread clock";

    private final CostTotals spent;
    private final TrapCost trap;
    private final double overheadNanos;
    private final String source;
    private final List<ProgramCost> rows = new ArrayList<>();

    private CostTable(CostTotals spent, TrapCost trap, double overheadNanos, String source) {
        this.spent = spent;
        this.trap = trap;
        this.overheadNanos = overheadNanos;
        this.source = source;
    }

    /**
     * Returns the rows, the most expensive first.
     *
     * @param overheadNanos time that counting adds to each run
     */
    static List<ProgramCost> of(CostTotals spent, TrapCost trap, double overheadNanos, String source) {
        var table = new CostTable(spent, trap, overheadNanos, source);
        new TreeMap<>(spent.programs()).forEach(table::program);
        table.recordsOfEvents();
        new TreeMap<>(spent.threads()).forEach((name, nanos) -> table.add(name, null, 0, nanos, 0, THREAD_CLOCK));
        return table.rows.stream()
                .sorted(Comparator.comparingLong(ProgramCost::nanos).reversed())
                .toList();
    }

    private void program(String name, RunTime time) {
        var nanos = Math.max(0, time.nanos() - Math.round(time.runs() * overheadNanos));
        if (name.equals(ProgramKinds.PHASES)) {
            phases(time.runs(), nanos);
        } else if (time.runs() > 0) {
            add(name, ProgramKinds.served(name), time.runs(), nanos, 0, source);
        }
    }

    /**
     * Splits the one program of all phases among its events. The cost per site is unknown, so each hit counts the same.
     */
    private void phases(long runs, long nanos) {
        var trapNanos = trap.trapNanos() > 0 ? Math.round(runs * trap.trapNanos()) : 0;
        var source = trap.trapNanos() > 0 ? this.source : this.source + "; cost of a trap not known";
        var runsOf = Apportioned.by(runs, spent.hits());
        var nanosOf = Apportioned.by(nanos, spent.hits());
        var trapOf = Apportioned.by(trapNanos, spent.hits());
        var known = 0L;
        for (var number = 0; number < runsOf.length; number++) {
            known += runsOf[number];
            if (runsOf[number] > 0 || nanosOf[number] > 0) {
                var kind = EventKind.of(number);
                add(ProgramKinds.PHASES, kind, runsOf[number], nanosOf[number], trapOf[number], source);
            }
        }
        if (known == 0 && runs > 0) {
            add(ProgramKinds.PHASES, null, runs, nanos, trapNanos, source);
        }
    }

    private void add(String program, @Nullable EventKind kind, long runs, long cpuNanos, long trapNanos, String from) {
        var overhead = from.equals(THREAD_CLOCK) ? 0 : Math.round(overheadNanos);
        rows.add(new ProgramCost(
                program, kind, runs, cpuNanos, trapNanos, 0, 0, share(cpuNanos + trapNanos), overhead, from));
    }

    private double share(long nanos) {
        return spent.processNanos() > 0 ? (double) nanos / spent.processNanos() : 0;
    }

    private void recordsOfEvents() {
        for (var number = 0; number < spent.records().length; number++) {
            if (spent.records()[number] > 0) {
                var records = spent.records()[number];
                handedOver(
                        EventKind.of(number),
                        records,
                        records * Layout.size(number)); // all records of a type have the same size
            }
        }
    }

    /**
     * Adds records to the event's row. If programs of the account do the event's work, a separate row without a time
     * has them, since that time is not known.
     */
    private void handedOver(@Nullable EventKind kind, long records, long bytes) {
        for (var i = 0; i < rows.size(); i++) {
            var row = rows.get(i);
            if (row.kind() == kind && (kind != null || row.program().equals(ProgramKinds.PHASES))) {
                rows.set(i, with(row, row.records() + records, row.bytes() + bytes));
                return;
            }
        }
        var program = kind == null ? ProgramKinds.PHASES : ProgramKinds.recording(kind);
        add(program, kind, 0, 0, 0, source);
        rows.set(rows.size() - 1, with(rows.getLast(), records, bytes));
    }

    private static ProgramCost with(ProgramCost row, long records, long bytes) {
        return new ProgramCost(
                row.program(),
                row.kind(),
                row.runs(),
                row.cpuNanos(),
                row.trapNanos(),
                records,
                bytes,
                row.share(),
                row.overheadNanos(),
                row.source());
    }
}
