package dev.pitot.command;

import org.jspecify.annotations.Nullable;

/** The commands as the MBean {@code dev.pitot:type=Pitot}. JMX requires a public interface. */
public interface PitotMBean {
    /** Returns whether any probe is attached. */
    boolean isAttached();

    /** Returns the ISO 8601 time at which the probes were attached; null if none are. */
    @Nullable
    String getSince();

    /** Returns how each event is measured and since when, or why nothing is attached. */
    String status();

    /** Detaches everything, and keeps it detached whatever is recorded. */
    String stop();

    /** Follows the recordings again. */
    String start();

    /** Returns the patterns of spans, and what each has found. */
    String spans();

    /** Adds a pattern of spans and returns all. */
    String addSpan(String pattern);

    /** Removes a pattern of spans and returns the rest. */
    String removeSpan(String pattern);
}
