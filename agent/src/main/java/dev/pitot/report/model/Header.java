package dev.pitot.report.model;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The recording's own data.
 *
 * @param start start of the recording
 * @param durationNanos time from its start to its end
 * @param jvm name and version; null if the recording has none
 * @param command command line of the JVM, or null
 * @param pitotEvents number of events of each {@code pitot.*} type
 * @param otherEvents number of events of all other types
 * @param losses losses that Pitot reported, one for each kind
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
