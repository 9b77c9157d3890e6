package dev.pitot.report.model;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the recording is.
 *
 * @param start when recording began
 * @param durationNanos from there until it ended
 * @param jvm name and version, or null when the recording does not say
 * @param command what the JVM ran, or null
 * @param pitotEvents how many of each {@code pitot.*} type, by name
 * @param otherEvents how many of all other types
 * @param losses what Pitot says it lost, each kind once
 */
public record Header(
        String file,
        long fileBytes,
        Instant start,
        long durationNanos,
        @Nullable String jvm,
        @Nullable String command,
        Map<String, Long> pitotEvents,
        long otherEvents,
        List<Loss> losses) {}
