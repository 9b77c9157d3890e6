package dev.pitot.command;

import org.jspecify.annotations.Nullable;

/** {@code dev.pitot:type=Pitot}: the commands, for who has a JMX connection anyway. Public, as JMX wants it. */
public interface PitotMBean {
    /** Whether any probe is attached. */
    boolean isAttached();

    /** When the probes were attached, as ISO 8601 has it; null where none are. */
    @Nullable
    String getSince();

    /** What is attached, by which way, since when; or why nothing is. */
    String status();

    /** Detaches everything, and leaves it so whatever is recorded. */
    String stop();

    /** Follows the recordings again. */
    String start();
}
