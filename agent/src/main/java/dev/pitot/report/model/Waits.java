package dev.pitot.report.model;

/**
 * The longest single waits of a recording.
 *
 * @param offCpu sleeps, including the wait for a CPU at their end, which {@code runQueue} may have as well
 */
public record Waits(Longest runQueue, Longest offCpu, Longest majorFaults) {}
