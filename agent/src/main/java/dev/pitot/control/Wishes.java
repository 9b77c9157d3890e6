package dev.pitot.control;

import dev.pitot.plan.Histogram;
import dev.pitot.plan.Plan;
import java.util.Set;

/**
 * What users want to have attached. The governor may leave less of it.
 *
 * @param recordings plan of all running recordings' settings
 * @param isStopped whether the command {@code stop} keeps everything detached
 * @param watched histograms of live commands
 */
record Wishes(Plan recordings, boolean isStopped, Set<Histogram> watched) {
    Wishes {
        watched = isStopped ? Set.of() : Set.copyOf(watched);
    }

    /** Returns the part of the recordings' wishes that may be attached. */
    Plan allowed() {
        return isStopped ? Plan.NOTHING : recordings;
    }

    boolean isNothing() {
        return allowed().isEmpty() && watched.isEmpty();
    }
}
