package dev.pitot.cli.remote;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code pitot attach PID}: loads the agent into a running JVM. */
@Command(
        name = "attach",
        description = "Loads the agent into a running JVM. From then on it follows the recordings there.")
public final class AttachCommand extends RemoteCommand {
    @Option(
            names = "--options",
            paramLabel = "OPTIONS",
            description =
                    "Options of the agent, as behind -javaagent:pitot.jar=. They count only if the agent was not there before, but for span.")
    private @Nullable String options;

    @Override
    String words() {
        return options == null ? "attach" : "attach," + options;
    }
}
