package dev.pitot.cli;

import dev.pitot.cli.terminal.AnsiStyle;
import dev.pitot.cli.terminal.Width;
import dev.pitot.report.collect.RecordingReader;
import dev.pitot.report.collect.UnreadableRecording;
import dev.pitot.report.model.Report;
import dev.pitot.report.text.Json;
import dev.pitot.report.text.ReportText;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code pitot summary FILE.jfr}: prints where the time went in a recording. The exit status is 1 when it cannot be
 * read.
 */
@Command(
        name = "summary",
        mixinStandardHelpOptions = true,
        description = "Prints where the time went in a recording: phases with their bills, disk, CPU, waits.")
public final class Summary implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "FILE.jfr", description = "Recording to read.")
    private @Nullable Path file;

    @Option(
            names = "--top",
            paramLabel = "N",
            defaultValue = "10",
            description = "Rows of each table (default: ${DEFAULT-VALUE}).")
    private int top;

    @Mixin
    private Width width = new Width();

    @Option(names = "--json", description = "Print JSON, with times in nanoseconds.")
    private boolean json;

    @Override
    public Integer call() {
        var commandLine = spec().commandLine();
        if (top < 1) {
            throw new ParameterException(commandLine, "--top must be at least 1");
        }
        var columns = width.columns(commandLine);
        try {
            var report = RecordingReader.read(file(), top);
            var text = json ? Json.of(report) : text(report, columns);
            text.lines().forEach(commandLine.getOut()::println);
            commandLine.getOut().flush();
            return 0;
        } catch (UnreadableRecording e) {
            commandLine.getErr().println("pitot: " + e.getMessage());
            return 1;
        }
    }

    private String text(Report report, int columns) {
        return ReportText.of(report, columns, ZoneId.systemDefault(), AnsiStyle.of(spec().commandLine()));
    }

    private CommandSpec spec() {
        return Objects.requireNonNull(spec, "picocli sets it");
    }

    private Path file() {
        return Objects.requireNonNull(file, "picocli requires it");
    }
}
