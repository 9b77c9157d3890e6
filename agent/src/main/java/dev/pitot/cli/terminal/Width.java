package dev.pitot.cli.terminal;

import dev.pitot.report.text.ReportText;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The width of a line: the option, else the variable COLUMNS, else 100. */
public final class Width {
    private static final int USUAL = 100;

    @Option(
            names = "--width",
            paramLabel = "COLUMNS",
            description = "Width of a line (default: the variable COLUMNS, or 100).")
    private @Nullable Integer asked;

    /** Returns the width. Only the option must be valid; an invalid or small COLUMNS must not stop a command. */
    public int columns(CommandLine command) {
        if (asked != null) {
            if (asked < ReportText.NARROWEST) {
                throw new ParameterException(command, "--width must be at least " + ReportText.NARROWEST);
            }
            return asked;
        }
        try {
            return Math.max(
                    ReportText.NARROWEST, Integer.parseInt(System.getenv().getOrDefault("COLUMNS", "")));
        } catch (NumberFormatException notSet) {
            return USUAL;
        }
    }
}
