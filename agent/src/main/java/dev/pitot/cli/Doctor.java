package dev.pitot.cli;

import dev.pitot.cli.remote.JvmFlags;
import dev.pitot.cli.terminal.AnsiStyle;
import dev.pitot.cli.terminal.CommandFailure;
import dev.pitot.cli.terminal.Version;
import dev.pitot.cli.terminal.Width;
import dev.pitot.doctor.Diagnosis;
import dev.pitot.doctor.Examination;
import dev.pitot.report.text.Json;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
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
 * {@code pitot doctor [PID]}: checks whether recording works, and prints a remedy for what does not. The exit status is
 * 1 when it does not work.
 */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Checks whether recording works here, and prints a remedy for what does not.",
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {"0:recording works", "1:recording does not work", "2:wrong usage"})
final class Doctor implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            arity = "0..1",
            paramLabel = "PID",
            description =
                    "PID of a running JVM, to check its library, flags and permissions. Without it, doctor tries a"
                            + " recording in its own process.")
    private @Nullable Long pid;

    @Option(names = "--no-attach", description = "Load and attach nothing; judge by what can be read.")
    private boolean noAttach;

    @Option(
            names = "--cache",
            paramLabel = "DIRECTORY",
            description = "Directory of compiled programs, as the agent's option cache.")
    private @Nullable Path cache;

    @Option(
            names = "--compile",
            paramLabel = "SECONDS",
            description = "Longest time for compiling, from 1 to 1800 seconds.")
    private @Nullable Long compile;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Mixin
    private Width width = new Width();

    @Override
    public Integer call() throws IOException {
        var command = spec.commandLine();
        var columns = width.columns(command);
        var diagnosis = diagnosis();
        var text = json ? Json.of(diagnosis) : DiagnosisText.of(diagnosis, columns, AnsiStyle.of(command));
        text.lines().forEach(command.getOut()::println);
        command.getOut().flush();
        return diagnosis.works() ? 0 : 1;
    }

    private Diagnosis diagnosis() throws IOException {
        if (pid == null) {
            return new Examination(jar(), cache, compiling(), JvmFlags.ofThisProcess()).ofThisProcess(!noAttach);
        }
        if (ProcessHandle.of(pid).isEmpty()) {
            throw CommandFailure.noProcess(pid);
        }
        return new Examination(jar(), cache, compiling(), JvmFlags.of(pid).enabled()).of(pid);
    }

    private @Nullable Duration compiling() {
        if (compile != null && (compile < 1 || compile > 1800)) {
            throw new ParameterException(spec.commandLine(), "--compile must be from 1 to 1800");
        }
        return compile == null ? null : Duration.ofSeconds(compile);
    }

    private static Path jar() throws IOException {
        try {
            return Path.of(Doctor.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new CommandFailure("cannot find the path of pitot.jar: " + e.getMessage());
        }
    }
}
