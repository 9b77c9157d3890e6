package dev.pitot.plan;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The share of the process's CPU time that Pitot itself may take.
 *
 * @param share share of 1; infinite for no limit
 */
public record Budget(double share) {
    public static final Budget DEFAULT = new Budget(0.01);
    public static final Budget OFF = new Budget(Double.POSITIVE_INFINITY);

    /** Compiled when the option is set: every premain loads this class. */
    private static final class Form {
        static final Pattern PERCENT = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,3})?)%");
    }

    /**
     * Parses the agent's option: {@code 1%}, {@code 0.5%}, {@code off}. Empty for anything else, for 0 and for more
     * than 100 %.
     */
    public static Optional<Budget> parse(String text) {
        if (text.equals("off")) {
            return Optional.of(OFF);
        }
        var match = Form.PERCENT.matcher(text);
        if (!match.matches()) {
            return Optional.empty();
        }
        var percent = Double.parseDouble(match.group(1));
        return percent > 0 && percent <= 100 ? Optional.of(new Budget(percent / 100)) : Optional.empty();
    }

    public boolean isOff() {
        return Double.isInfinite(share);
    }

    /** Formats a share with at least two digits: {@code 0.05 %}, {@code 1.2 %}, {@code 23 %}. */
    static String percent(double share) {
        var percent = share * 100;
        return String.format(Locale.ROOT, percent < 1 ? "%.2f %%" : percent < 10 ? "%.1f %%" : "%.0f %%", percent);
    }

    @Override
    public String toString() {
        return isOff() ? "off" : percent(share);
    }
}
