package dev.pitot.report.model;

import org.jspecify.annotations.Nullable;

/**
 * What Pitot itself cost, as far as it measured that.
 *
 * @param measuredNanos how long that was measured: the stretches together
 * @param costNanos CPU time and trap time of all programs, of those too that are not in the list
 * @param share of that in the CPU time that the process had in the same stretches, 1 being all of it; null when the
 *     recording does not say
 * @param programs the costliest first
 */
public record Cost(
        long measuredNanos, long costNanos, @Nullable Double share, Top<ProbeTotal> programs) {}
