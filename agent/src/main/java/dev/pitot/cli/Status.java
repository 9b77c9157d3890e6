package dev.pitot.cli;

import picocli.CommandLine.Command;

/** {@code pitot status PID}, answered by the agent in that JVM. */
@Command(
        name = "status",
        description = "Says what is attached in a running JVM, by which way, since when, and why the rest is not.")
final class Status extends RemoteCommand {
    @Override
    String words() {
        return "status";
    }
}
