package dev.pitot.control;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a running JVM with the agent in it can be told. */
public enum Verb {
    /** Be there: follow the recordings, as {@code -javaagent} does. */
    ATTACH,
    /** Say what is attached. */
    STATUS,
    /** Detach everything, and stay so whatever is recorded. */
    STOP,
    /** Follow the recordings again. */
    START;

    /** Written out: a stream in the way of premain costs milliseconds. */
    static final String WORDS = "attach, status, stop, start";

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
