package dev.pitot.cli.remote;

import picocli.CommandLine.Command;

/** {@code pitot start PID}: ends a stop. The agent in that JVM answers. */
@Command(name = "start", description = "Ends a stop; loads the agent into the JVM if it is missing.")
public final class StartCommand extends RemoteCommand {
    @Override
    String words() {
        return "start";
    }
}
