package dev.pitot.report.model;

/**
 * The longest single waits of a recording.
 *
 * @param offCpu sleeps, with the wait for a CPU at their ends, which may be one of {@code runQueue} too
 */
public record Waits(Longest runQueue, Longest offCpu, Longest majorFaults) {}
