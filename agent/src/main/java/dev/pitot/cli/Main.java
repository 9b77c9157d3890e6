package dev.pitot.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command {@code pitot}, which has verbs only.
 *
 * <p>Exit codes: 0 success, 1 failure (one line on stderr says of what), 2 wrong usage.
 */
@Command(
        name = "pitot",
        description = "Kernel and JVM events in one JFR recording.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            Attach.class,
            Status.class,
            Stop.class,
            Start.class,
            Biolatency.class,
            Cpudist.class,
            Runqlat.class,
            Doctor.class,
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

    /** Also what is no exception is one line, and not a stack trace. */
    private static int run(CommandLine commandLine, String... args) {
        try {
            return commandLine.execute(args);
        } catch (OutOfMemoryError e) {
            commandLine.getErr().println("pitot: this takes more memory than this java has; give it more with -Xmx");
        } catch (Error e) {
            commandLine.getErr().println("pitot: " + e + "; report it");
        }
        return CommandLine.ExitCode.SOFTWARE;
    }

    /** The parser of the command line, which prints to the terminal until told otherwise. */
    static CommandLine commandLine() {
        return commandLine(Lines.to(System.out), Lines.to(System.err));
    }

    static CommandLine commandLine(Lines out, Lines err) {
        return new CommandLine(new Main())
                .setOut(out)
                .setErr(err)
                // Help has no colours: an escape sequence that Lines has not made is taken for hostile.
                .setHelpFactory((command, colours) -> new Help(command, Help.defaultColorScheme(Help.Ansi.OFF)))
                .setParameterExceptionHandler((mistake, arguments) -> wrongUsage(mistake))
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    command.getErr().println("pitot: " + Failure.message(failure));
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
        throw new ParameterException(spec.commandLine(), "Which command?");
    }
}
