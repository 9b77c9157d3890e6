package dev.pitot.plan;

/**
 * A decision of the governor about an event.
 *
 * @param text what was done and why, with the numbers, as one sentence
 */
public record Decision(EventKind kind, Level level, String text) {
    /** How much of the recordings' settings for an event the governor leaves in force. */
    public enum Level {
        AS_WANTED,
        RAISED,
        DETACHED
    }

    /** Returns whether the event is measured. */
    public boolean isAttached() {
        return level != Level.DETACHED;
    }
}
