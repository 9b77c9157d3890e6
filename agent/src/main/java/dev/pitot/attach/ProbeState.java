package dev.pitot.attach;

import dev.pitot.plan.EventKind;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Whether an event is measured, and how or why not.
 *
 * @param way how its probes are attached, or what is missing and what to do
 */
public record ProbeState(EventKind kind, boolean attached, String way) {
    static ProbeState of(EventKind kind, Optional<String> whyNot, Supplier<String> way) {
        return new ProbeState(kind, whyNot.isEmpty(), whyNot.orElseGet(way));
    }
}
