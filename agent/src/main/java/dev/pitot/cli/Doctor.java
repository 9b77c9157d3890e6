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
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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

    @Mixin
    private ProgramOptions programs = new ProgramOptions();

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
            return examination(JvmFlags.ofThisProcess()).ofThisProcess(!noAttach);
        }
        if (ProcessHandle.of(pid).isEmpty()) {
            throw CommandFailure.noProcess(pid);
        }
        return examination(JvmFlags.of(pid).enabled()).of(pid);
    }

    private Examination examination(Set<String> flags) throws IOException {
        return new Examination(ProgramOptions.jar(), programs.cache(), programs.compiling(spec.commandLine()), flags);
    }
}
