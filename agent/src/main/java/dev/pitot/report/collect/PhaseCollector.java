package dev.pitot.report.collect;

import dev.pitot.report.model.Phase;
import dev.pitot.report.model.PhaseTotal;
import dev.pitot.report.model.Phases;
import java.util.Comparator;
import java.util.Set;

/** Gathers the slowest phases, and totals by type. Of nested phases only the outermost counts. */
final class PhaseCollector {
    private static final Set<String> WAITS = Set.of("ThreadPark", "ThreadSleep", "MonitorEnter");

    private final Nesting nesting;
    private final Slowest slowest;
    private final Slowest slowestWaits;
    private final Largest<Phase> longestIoWaits;
    private final Tally<String, PhaseTotal> totals = new Tally<>("(others)", PhaseTotal::none);
    private PhaseTotal all = PhaseTotal.none("(all types)");
    private int number;

    /** @param nesting nesting of the phases, in the order in which they will be added */
    PhaseCollector(int top, Nesting nesting) {
        this.nesting = nesting;
        slowest = new Slowest(top);
        slowestWaits = new Slowest(top);
        longestIoWaits = new Largest<>(top, PhaseCollector::ioWait);
    }

    void add(Phase phase) {
        var isOutermostOfType = nesting.isOutermostOfType(number);
        var isOutermost = nesting.isOutermost(number++);
        totals.add(phase.type(), total -> total.plus(phase, isOutermostOfType));
        all = all.plus(phase, isOutermost);
        if (isOutermostOfType) {
            (WAITS.contains(phase.type()) ? slowestWaits : slowest).add(phase);
        }
        if (isOutermost && ioWait(phase) > 0) {
            longestIoWaits.add(phase);
        }
    }

    private static long ioWait(Phase phase) {
        return phase.bill().ioWaitNanos();
    }

    Phases phases() {
        return new Phases(
                slowest.phases(),
                slowestWaits.phases(),
                longestIoWaits.top(),
                totals.totals().stream()
                        .sorted(Comparator.comparingLong(PhaseTotal::durationNanos)
                                .reversed())
                        .toList(),
                all,
                nesting.isWhole());
    }
}
