package dev.pitot.plan;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * JFR's notation of a time span: a whole number and a unit of ns, us, ms, s, m, h or d, with or without a space; or
 * infinity.
 */
final class Timespan {
    private static final Pattern FORM = Pattern.compile("\\s*(\\d{1,18})\\s*(ns|us|ms|s|m|h|d)\\s*");
    private static final Map<String, Duration> UNITS = Map.of(
            "ns", Duration.ofNanos(1),
            "us", Duration.ofNanos(1_000),
            "ms", Duration.ofMillis(1),
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1));
    /** The longest time span. It is longer than any phase and fits into a long of nanoseconds. */
    static final Duration LONGEST = Duration.ofDays(100_000);

    private Timespan() {}

    /** Prints a time span as JFR does, in the largest unit that makes it a whole number. */
    static String print(Duration time) {
        for (var unit : List.of("s", "ms", "us")) {
            if (time.toNanos() % unit(unit).toNanos() == 0) {
                return time.dividedBy(unit(unit)) + " " + unit;
            }
        }
        return time.toNanos() + " ns";
    }

    private static Duration unit(String name) {
        return Objects.requireNonNull(UNITS.get(name), name);
    }

    /** Parses a time span. Empty for any other text, such as {@code everyChunk}. */
    static Optional<Duration> parse(String text) {
        if (text.strip().equals("infinity")) {
            return Optional.of(LONGEST);
        }
        var match = FORM.matcher(text);
        if (!match.matches()) {
            return Optional.empty();
        }
        var unit = unit(match.group(2));
        var count = Long.parseLong(match.group(1));
        if (count > LONGEST.dividedBy(unit)) {
            return Optional.of(LONGEST);
        }
        return Optional.of(unit.multipliedBy(count));
    }
}
