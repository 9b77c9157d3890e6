package dev.pitot.control;

import dev.pitot.plan.Histogram;
import dev.pitot.plan.Plan;
import java.util.Set;

/**
 * What users want to be attached. The governor may leave less of it.
 *
 * @param recordings what the settings of the recordings want
 * @param isStopped a command says that nothing is to be attached
 * @param watched histograms that live commands show
 */
record Wishes(Plan recordings, boolean isStopped, Set<Histogram> watched) {
    Wishes {
        watched = isStopped ? Set.of() : Set.copyOf(watched);
    }

    /** What of the recordings' wishes may be attached. */
    Plan allowed() {
        return isStopped ? Plan.NOTHING : recordings;
    }

    boolean isNothing() {
        return allowed().isEmpty() && watched.isEmpty();
    }
}
