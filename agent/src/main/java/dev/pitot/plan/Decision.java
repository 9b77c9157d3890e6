package dev.pitot.plan;

/**
 * What the governor has done with an event, for {@code pitot.ProbeStatus}.
 *
 * @param attached it is still, or again, measured
 * @param way what was done and why, with the numbers, as one sentence
 */
public record Decision(EventKind kind, boolean attached, String way) {}
