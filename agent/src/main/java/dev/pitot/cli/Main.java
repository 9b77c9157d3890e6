package dev.pitot.cli;

import dev.pitot.cli.live.Biolatency;
import dev.pitot.cli.live.Cpudist;
import dev.pitot.cli.live.Runqlat;
import dev.pitot.cli.remote.AttachCommand;
import dev.pitot.cli.remote.SpansCommand;
import dev.pitot.cli.remote.StartCommand;
import dev.pitot.cli.remote.StatusCommand;
import dev.pitot.cli.remote.StopCommand;
import dev.pitot.cli.terminal.CommandFailure;
import dev.pitot.cli.terminal.Interrupt;
import dev.pitot.cli.terminal.Lines;
import dev.pitot.cli.terminal.Version;
import dev.pitot.cli.tplist.Tplist;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command {@code pitot}, which has only subcommands.
 *
 * <p>Exit codes: 0 success, 1 failure with its cause in one line on stderr, 2 wrong usage.
 */
@Command(
        name = "pitot",
        description = "Kernel and JVM events in one JFR recording.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            AttachCommand.class,
            StatusCommand.class,
            StopCommand.class,
            StartCommand.class,
            SpansCommand.class,
            Biolatency.class,
            Cpudist.class,
            Runqlat.class,
            Doctor.class,
            Prepare.class,
            BundlesCommand.class,
            Summary.class,
            Templates.class,
            Tplist.class
        })
public final class Main implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    private Main() {}

    public static void main(String... args) {
        var status = run(commandLine(), args);
        Interrupt.ended(status);
        System.exit(status);
    }

    /** Runs a command. An error also prints one line, and no stack trace. */
    private static int run(CommandLine commandLine, String... args) {
        try {
            return commandLine.execute(args);
        } catch (OutOfMemoryError e) {
            commandLine.getErr().println("pitot: not enough memory; run java with a larger -Xmx");
        } catch (Error e) {
            commandLine.getErr().println("pitot: " + e + "; report it");
        }
        return CommandLine.ExitCode.SOFTWARE;
    }

    /** Makes the parser of the command line. It prints to the terminal by default. */
    public static CommandLine commandLine() {
        return commandLine(Lines.to(System.out), Lines.to(System.err));
    }

    public static CommandLine commandLine(Lines out, Lines err) {
        return new CommandLine(new Main())
                .setOut(out)
                .setErr(err)
                .setExpandAtFiles(false) // a pattern of spans may begin with @
                // Help has no colours, because Lines treats any escape sequence that it has not made as hostile.
                .setHelpFactory((command, colours) -> new Help(command, Help.defaultColorScheme(Help.Ansi.OFF)))
                .setParameterExceptionHandler((mistake, arguments) -> wrongUsage(mistake))
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    command.getErr().println("pitot: " + CommandFailure.message(failure));
                    return CommandLine.ExitCode.SOFTWARE;
                });
    }

    private static int wrongUsage(ParameterException mistake) {
        var command = mistake.getCommandLine();
        command.getErr().println(mistake.getMessage());
        if (!UnmatchedArgumentException.printSuggestions(mistake, command.getErr())) {
            command.usage(command.getErr());
        }
        return CommandLine.ExitCode.USAGE;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command");
    }
}
