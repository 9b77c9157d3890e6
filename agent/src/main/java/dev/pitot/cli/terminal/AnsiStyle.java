package dev.pitot.cli.terminal;

import dev.pitot.report.text.Style;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** Bold headings and red alarms. */
public record AnsiStyle(Ansi ansi) implements Style {
    private static final String BOLD = "1";
    private static final String BOLD_RED = "1;31";

    /** Returns the style for the command's output. */
    public static Style of(CommandLine command) {
        var ansi = command.getColorScheme().ansi();
        return ansi.enabled() ? new AnsiStyle(ansi) : PLAIN;
    }

    @Override
    public String heading(String text) {
        return styled(text, BOLD);
    }

    @Override
    public String alarm(String text) {
        return styled(text, BOLD_RED);
    }

    private String styled(String text, String rendition) {
        return ansi.enabled() ? Lines.styled(text, rendition) : text;
    }
}
