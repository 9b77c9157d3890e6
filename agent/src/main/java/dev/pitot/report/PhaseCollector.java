package dev.pitot.report;

import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** Gathers phases: the slowest ones, and totals by type. */
final class PhaseCollector {

    private static final Set<String> WAITS = Set.of("ThreadPark", "ThreadSleep", "MonitorEnter");

    private final Slowest slowest;
    private final Slowest slowestWaits;
    private final Largest<Phase> longestIoWaits;
    private final Tally<String, PhaseTotal> totals = new Tally<>("(others)", PhaseTotal::none);

    PhaseCollector(int top) {
        slowest = new Slowest(top);
        slowestWaits = new Slowest(top);
        longestIoWaits = new Largest<>(top, PhaseCollector::ioWait);
    }

    void add(Phase phase) {
        totals.add(phase.type(), total -> total.plus(phase));
        (WAITS.contains(phase.type()) ? slowestWaits : slowest).add(phase);
        if (ioWait(phase) > 0) {
            longestIoWaits.add(phase);
        }
    }

    private static long ioWait(Phase phase) {
        return phase.bill().ioWaitNanos();
    }

    List<Phase> slowest() {
        return slowest.phases();
    }

    List<Phase> slowestWaits() {
        return slowestWaits.phases();
    }

    List<Phase> longestIoWaits() {
        return longestIoWaits.sorted();
    }

    List<PhaseTotal> totals() {
        return totals.totals().stream()
                .sorted(Comparator.comparingLong(PhaseTotal::durationNanos).reversed())
                .toList();
    }
}
