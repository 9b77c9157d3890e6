package dev.pitot.session;

import dev.pitot.plan.EventKind;

/**
 * Whether an event is measured, and how or why not.
 *
 * @param way how its probes are attached, or what is missing and what to do
 */
public record ProbeState(EventKind kind, boolean attached, String way) {}
