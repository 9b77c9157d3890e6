package dev.pitot.matrix;

/**
 * What was found out about one feature on one kernel.
 *
 * @param feature a column of the table
 * @param text what was seen, or what is wrong, in a few words
 */
record Check(String feature, boolean passed, String text) {
    static Check of(String feature, boolean passed, String text, Object... arguments) {
        return new Check(feature, passed, text.formatted(arguments));
    }

    static Check failed(String feature, String text) {
        return new Check(feature, false, text);
    }

    String line() {
        return "%-13s %-7s %s".formatted(feature, passed ? "ok" : "FAILED", text);
    }

    /** For {@link KernelTable}: a line of {@code verdict}, its fields separated by tabulators. */
    String fields() {
        return String.join("\t", feature, passed ? "ok" : "failed", text.replaceAll("\\s+", " "));
    }

    static Check parse(String fields) {
        var parts = fields.split("\t", 3);
        return new Check(parts[0], parts[1].equals("ok"), parts[2]);
    }
}
