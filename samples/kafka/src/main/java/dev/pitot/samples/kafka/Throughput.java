package dev.pitot.samples.kafka;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * What a load got done.
 *
 * @param cpu CPU time of the process meanwhile
 */
record Throughput(long messages, Instant began, Duration time, Duration cpu) {

    /** One line, for people and for programs. */
    @Override
    public String toString() {
        var seconds = time.toNanos() / 1e9;
        return String.format(
                Locale.ROOT,
                "load: %d messages in %.3f s from %s: %.0f messages/s, %.3f us and in all %.2f s of CPU time",
                messages,
                seconds,
                began,
                messages / seconds,
                cpu.toNanos() / 1e3 / messages,
                cpu.toNanos() / 1e9);
    }
}
