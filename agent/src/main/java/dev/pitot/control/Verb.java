package dev.pitot.control;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The commands for an agent in a running JVM. */
public enum Verb {
    /** Install the agent and follow the recordings, as {@code -javaagent} does. */
    ATTACH,
    /** Print what is attached. */
    STATUS,
    /** Detach everything, and stay detached whatever is recorded. */
    STOP,
    /** Follow the recordings again. */
    START,
    /** Add, remove and list the patterns of spans. */
    SPANS;

    /** Spelled out, because a stream would cost premain milliseconds. */
    static final String WORDS = "attach, status, stop, start, spans";

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static @Nullable Verb of(String word) {
        for (var verb : values()) {
            if (verb.word().equals(word)) {
                return verb;
            }
        }
        return null;
    }
}
