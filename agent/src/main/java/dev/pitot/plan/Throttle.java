package dev.pitot.plan;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A rate that JFR's setting {@code throttle} asks for, as the kernel keeps to it: so many records in each window, then none until it
 * is over.
 *
 * @param most records in a window
 */
public record Throttle(long most, Duration window) {
    private static final Pattern FORM = Pattern.compile("\\s*(\\d{1,18})\\s*/\\s*(ns|us|ms|s|m|h|d)\\s*");

    /** Of a long window the first part would have all the records: it is cut up, as JFR cuts up its own. */
    private static final int PARTS = 10;

    /** {@code 100/s}; empty for {@code off}, and for anything that JFR does not understand either (jdk.jfr.internal.util.Rate). */
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
