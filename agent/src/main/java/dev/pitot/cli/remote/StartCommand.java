package dev.pitot.cli.remote;

import picocli.CommandLine.Command;

/** {@code pitot start PID}, answered by the agent in that JVM. */
@Command(name = "start", description = "Ends a stop, and puts the agent into the JVM if it was not there.")
public final class StartCommand extends RemoteCommand {
    @Override
    String words() {
        return "start";
    }
}
