package dev.pitot.command;

import dev.pitot.control.InstalledAgent;
import dev.pitot.control.SpanControl;
import dev.pitot.spans.SpanPattern;
import dev.pitot.spans.SpanRow;
import dev.pitot.text.Printable;
import java.util.List;

/** The patterns of spans as text, one on each line. */
final class PatternText {
    private static final int MAX_WIDTH = 60;

    private PatternText() {}

    /** Returns the answer of a JVM that has no agent, or cannot record. */
    static String withoutAgent(List<SpanPattern> added, List<SpanPattern> removed) {
        if (!added.isEmpty()) {
            return "pitot: " + InstalledAgent.CANNOT_RECORD + "\n";
        }
        return removed.isEmpty() ? of(List.of()) : "pitot: " + SpanControl.noSuch(removed.getFirst()) + "\n";
    }

    /** Returns the lines of the text, each with its line break. */
    static String of(List<SpanRow> rows) {
        if (rows.isEmpty()) {
            return "no methods are spans\n";
        }
        var width = Math.min(
                MAX_WIDTH,
                rows.stream().mapToInt(row -> row.pattern().length()).max().orElse(0));
        var text = new StringBuilder();
        for (var row : rows) {
            var pattern = Printable.line(row.pattern());
            text.append(pattern)
                    .repeat(' ', Math.max(0, width - pattern.length()) + 2)
                    .append(Printable.line(found(row)))
                    .append('\n');
        }
        return text.toString();
    }

    private static String found(SpanRow row) {
        if (row.excludes()) {
            return "excludes";
        }
        if (row.methods() == 0) {
            return "nothing yet: " + row.why();
        }
        return count(row.methods(), "method", "methods") + " of " + count(row.classes(), "class", "classes")
                + (row.unknown().isEmpty() ? "" : "; no " + row.unknown());
    }

    private static String count(int number, String one, String several) {
        return number + " " + (number == 1 ? one : several);
    }
}
