package dev.pitot.cli;

import dev.pitot.doctor.Check;
import dev.pitot.doctor.Diagnosis;
import dev.pitot.report.text.Style;
import dev.pitot.text.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A diagnosis as a table: check, state and finding, with the remedy below. It wraps texts and never cuts them. */
final class DiagnosisText {
    private static final int STATE = 8;
    private static final String FIX = "fix: ";

    private static final int GAPS = 4;

    private final int width;
    private final int names;
    private final Style style;
    private final List<String> lines = new ArrayList<>();

    private DiagnosisText(int width, int names, Style style) {
        this.width = width;
        this.names = names;
        this.style = style;
    }

    static String of(Diagnosis diagnosis, int width, Style style) {
        var names = diagnosis.checks().stream().mapToInt(check -> check.name().length());
        var text = new DiagnosisText(width, names.max().orElse(0), style);
        text.checks(diagnosis);
        text.verdict(diagnosis);
        return String.join("\n", text.lines);
    }

    private void checks(Diagnosis diagnosis) {
        Check.@Nullable Group group = null;
        for (var check : diagnosis.checks()) {
            if (check.group() != group) {
                group = check.group();
                lines.add(style.heading(title(group)));
            }
            check(check);
        }
    }

    private static String title(Check.Group group) {
        return group == Check.Group.JVM
                ? "JVM"
                : group.name().charAt(0) + group.name().substring(1).toLowerCase(Locale.ROOT);
    }

    private void check(Check check) {
        var state = "%-" + STATE + "s";
        var shown = String.format(Locale.ROOT, state, check.state() == Check.State.FAILED ? "FAILED" : check.state());
        var bad = check.state() == Check.State.FAILED || check.state() == Check.State.LIMITED;
        var lead = "  %-" + names + "s ";
        var found = broken(check.found());
        lines.add(String.format(Locale.ROOT, lead, check.name()) + (bad ? style.alarm(shown) : shown) + " "
                + found.getFirst());
        found.stream().skip(1).forEach(this::continued);
        if (check.fix() != null) {
            broken(FIX + check.fix()).forEach(this::continued);
        }
    }

    private void continued(String line) {
        lines.add(" ".repeat(names + STATE + GAPS) + line);
    }

    /** Wraps at spaces. A word longer than a line stays whole, so that a path can be copied. */
    private List<String> broken(String text) {
        var room = width - names - STATE - GAPS;
        var broken = new ArrayList<String>();
        var line = new StringBuilder();
        for (var word : Printable.line(text).split(" ")) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > room) {
                broken.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        broken.add(line.toString());
        return broken;
    }

    private void verdict(Diagnosis diagnosis) {
        var failed = diagnosis.count(Check.State.FAILED);
        var limited = diagnosis.count(Check.State.LIMITED);
        lines.add("");
        if (diagnosis.works()) {
            lines.add(
                    style.heading("Recording works" + (limited == 0 ? "." : ", with limits: see " + limited(limited))));
        } else {
            lines.add(style.alarm("Recording does not work: " + checks(failed) + " failed."));
        }
    }

    private static String limited(long count) {
        return checks(count) + " marked limited.";
    }

    private static String checks(long count) {
        return count + (count == 1 ? " check" : " checks");
    }
}
