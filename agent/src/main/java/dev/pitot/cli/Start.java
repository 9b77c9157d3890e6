package dev.pitot.cli;

import picocli.CommandLine.Command;

/** {@code pitot start PID}, answered by the agent in that JVM. */
@Command(name = "start", description = "Ends a stop, and puts the agent into the JVM if it was not there.")
final class Start extends RemoteCommand {
    @Override
    String words() {
        return "start";
    }
}
