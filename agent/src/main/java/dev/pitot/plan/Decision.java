package dev.pitot.plan;

/**
 * What the governor has done with an event.
 *
 * @param text what was done and why, with the numbers, as one sentence
 */
public record Decision(EventKind kind, Level level, String text) {
    /** How much of what the recordings want of an event the governor leaves. */
    public enum Level {
        AS_WANTED,
        RAISED,
        DETACHED
    }

    /** Whether the event is measured still, or again. */
    public boolean isAttached() {
        return level != Level.DETACHED;
    }
}
