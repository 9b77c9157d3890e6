package dev.pitot.cli.remote;

import picocli.CommandLine.Command;

/** {@code pitot status PID}, answered by the agent in that JVM. */
@Command(
        name = "status",
        description = "Says what is attached in a running JVM, by which way, since when, and why the rest is not.")
public final class StatusCommand extends RemoteCommand {
    @Override
    String words() {
        return "status";
    }
}
