package dev.pitot.report;

import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** Gathers phases: the slowest ones, and totals by type. */
final class PhaseCollector {

    private static final Set<String> WAITS = Set.of("ThreadPark", "ThreadSleep", "MonitorEnter");

    private final Largest<Phase> slowest;
    private final Largest<Phase> slowestWaits;
    private final Tally<String, PhaseTotal> totals = new Tally<>("(others)", PhaseTotal::none);

    PhaseCollector(int top) {
        slowest = new Largest<>(top, Phase::durationNanos);
        slowestWaits = new Largest<>(top, Phase::durationNanos);
    }

    void add(Phase phase) {
        totals.add(phase.type(), total -> total.plus(phase));
        (WAITS.contains(phase.type()) ? slowestWaits : slowest).add(phase);
    }

    List<Phase> slowest() {
        return slowest.sorted();
    }

    List<Phase> slowestWaits() {
        return slowestWaits.sorted();
    }

    List<PhaseTotal> totals() {
        return totals.totals().stream()
                .sorted(Comparator.comparingLong(PhaseTotal::durationNanos).reversed())
                .toList();
    }
}
