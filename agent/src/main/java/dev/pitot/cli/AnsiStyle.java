package dev.pitot.cli;

import dev.pitot.report.text.Style;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Ansi.IStyle;

/** Bold headings and red alarms. The text is not parsed: a class name may hold what picocli takes for markup. */
record AnsiStyle(Ansi ansi) implements Style {

    /** For where the command prints to. */
    static Style of(CommandLine command) {
        var ansi = command.getColorScheme().ansi();
        return ansi.enabled() ? new AnsiStyle(ansi) : PLAIN;
    }

    @Override
    public String heading(String text) {
        return styled(text, Ansi.Style.bold);
    }

    @Override
    public String alarm(String text) {
        return styled(text, Ansi.Style.bold, Ansi.Style.fg_red);
    }

    private String styled(String text, IStyle... styles) {
        return ansi.enabled() ? Ansi.Style.on(styles) + text + Ansi.Style.off(styles) : text;
    }
}
