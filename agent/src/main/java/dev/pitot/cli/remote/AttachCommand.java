package dev.pitot.cli.remote;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code pitot attach PID}: puts the agent into a running JVM. */
@Command(
        name = "attach",
        description = "Puts the agent into a running JVM: from then on it follows the recordings there.")
public final class AttachCommand extends RemoteCommand {
    @Option(
            names = "--options",
            paramLabel = "OPTIONS",
            description = "Of the agent, as behind -javaagent:pitot.jar=. They count if it was not there before.")
    private @Nullable String options;

    @Override
    String words() {
        return options == null ? "attach" : "attach," + options;
    }
}
