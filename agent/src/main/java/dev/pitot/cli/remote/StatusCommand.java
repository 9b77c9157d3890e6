package dev.pitot.cli.remote;

import picocli.CommandLine.Command;

/** {@code pitot status PID}: prints what is attached. The agent in that JVM answers. */
@Command(
        name = "status",
        description = "Prints what is attached in a running JVM, how and since when, and why the rest is not.")
public final class StatusCommand extends RemoteCommand {
    @Override
    String words() {
        return "status";
    }
}
