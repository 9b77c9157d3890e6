package dev.pitot.cli;

import dev.pitot.report.Json;
import dev.pitot.report.RecordingReader;
import dev.pitot.report.Report;
import dev.pitot.report.UnreadableRecording;
import dev.pitot.report.text.ReportText;
import dev.pitot.report.text.Style;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code pitot summary FILE.jfr}: where the time went, from a recording. Exit status 1 when it cannot be read. */
@Command(
        name = "summary",
        mixinStandardHelpOptions = true,
        description = "Says from a recording where the time went: phases with their bills, disk, CPU, waits.")
public final class Summary implements Callable<Integer> {

    private static final int USUAL_WIDTH = 100;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "FILE.jfr", description = "The recording.")
    private @Nullable Path file;

    @Option(
            names = "--top",
            paramLabel = "N",
            defaultValue = "10",
            description = "Entries of each table (${DEFAULT-VALUE}).")
    private int top;

    @Option(names = "--width", paramLabel = "COLUMNS", description = "Of a line; else what COLUMNS says, or 100.")
    private @Nullable Integer width;

    @Option(names = "--json", description = "The same as JSON; times in nanoseconds.")
    private boolean json;

    @Override
    public Integer call() {
        var commandLine = spec().commandLine();
        requireAtLeast(1, top, "--top");
        requireAtLeast(ReportText.NARROWEST, width(), "--width");
        try {
            var report = RecordingReader.read(file(), top);
            commandLine.getOut().println(json ? Json.of(report) : text(report));
            commandLine.getOut().flush();
            return 0;
        } catch (UnreadableRecording e) {
            commandLine.getErr().println("pitot: " + e.getMessage());
            return 1;
        }
    }

    private String text(Report report) {
        return ReportText.of(
                report,
                width(),
                ZoneId.systemDefault(),
                style(spec().commandLine().getColorScheme().ansi()));
    }

    private void requireAtLeast(int least, int value, String option) {
        if (value < least) {
            throw new ParameterException(spec().commandLine(), option + " must be at least " + least);
        }
    }

    /** COLUMNS may be anything, and a narrow terminal is no reason to show nothing: only the option must be right. */
    private int width() {
        if (width != null) {
            return width;
        }
        try {
            return Math.max(
                    ReportText.NARROWEST, Integer.parseInt(System.getenv().getOrDefault("COLUMNS", "")));
        } catch (NumberFormatException notSet) {
            return USUAL_WIDTH;
        }
    }

    private static Style style(Ansi ansi) {
        return ansi.enabled() ? new AnsiStyle(ansi) : Style.PLAIN;
    }

    private CommandSpec spec() {
        return Objects.requireNonNull(spec, "picocli sets it");
    }

    private Path file() {
        return Objects.requireNonNull(file, "picocli requires it");
    }
}
