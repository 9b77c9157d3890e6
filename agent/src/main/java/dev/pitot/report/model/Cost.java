package dev.pitot.report.model;

import org.jspecify.annotations.Nullable;

/**
 * Pitot's own cost, as far as it was measured.
 *
 * @param measuredNanos time in which the cost was measured
 * @param costNanos CPU time and trap time of all programs, including those not in the list
 * @param share share of the process's CPU time in the same stretches, 1 for all of it; null if the recording has none
 * @param attachNanos CPU time to attach the probes, which is in none of the others
 * @param programs programs, the costliest first
 */
public record Cost(
        long measuredNanos, long costNanos, @Nullable Double share, long attachNanos, Top<ProbeTotal> programs) {}
