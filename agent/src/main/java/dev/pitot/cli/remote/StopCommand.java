package dev.pitot.cli.remote;

import picocli.CommandLine.Command;

/** {@code pitot stop PID}: detaches everything. The agent in that JVM answers. */
@Command(
        name = "stop",
        description = "Detaches everything in a running JVM, and keeps it detached whatever is recorded.")
public final class StopCommand extends RemoteCommand {
    @Override
    String words() {
        return "stop";
    }
}
