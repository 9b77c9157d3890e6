package dev.pitot.plan;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The rate of JFR's setting {@code throttle} as the kernel applies it: a number of records per window. Further records
 * of the window are dropped.
 *
 * @param most maximum number of records in a window
 */
public record Throttle(long most, Duration window) {
    private static final Pattern FORM = Pattern.compile("\\s*(\\d{1,18})\\s*/\\s*(ns|us|ms|s|m|h|d)\\s*");

    /**
     * Number of parts of a long window, whose records would otherwise all come at its beginning. JFR splits its own
     * windows as well.
     */
    private static final int PARTS = 10;

    /**
     * Parses {@code 100/s}. Empty for {@code off} and for anything that JFR does not understand
     * (jdk.jfr.internal.util.Rate).
     */
    static Optional<Throttle> parse(String text) {
        var match = FORM.matcher(text);
        if (!match.matches()) {
            return Optional.empty();
        }
        var most = Long.parseLong(match.group(1));
        var window = Timespan.parse("1" + match.group(2)).orElseThrow();
        return Optional.of(
                most % PARTS == 0 && window.compareTo(Duration.ofSeconds(1)) >= 0
                        ? new Throttle(most / PARTS, window.dividedBy(PARTS))
                        : new Throttle(most, window));
    }

    @Override
    public String toString() {
        return "at most " + most + " in " + Timespan.print(window);
    }

    double perSecond() {
        return most * 1e9 / window.toNanos();
    }
}
