package dev.pitot.cli.terminal;

import dev.pitot.report.text.ReportText;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** How wide lines may be: the option, else what COLUMNS says, else 100. */
public final class Width {
    private static final int USUAL = 100;

    @Option(names = "--width", paramLabel = "COLUMNS", description = "Of a line; else what COLUMNS says, or 100.")
    private @Nullable Integer asked;

    /** COLUMNS may be anything, and a narrow terminal is no reason to show nothing: only the option must be right. */
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
