package dev.pitot.record;

import org.jspecify.annotations.Nullable;

/** The names of spans, by the numbers that their threads tell the kernel. Thread-safe. */
public interface KnownSpans {
    /** Returns null for a number that no span has: what the kernel copies may be anything. */
    @Nullable
    String name(int number);
}
