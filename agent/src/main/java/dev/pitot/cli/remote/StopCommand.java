package dev.pitot.cli.remote;

import picocli.CommandLine.Command;

/** {@code pitot stop PID}, answered by the agent in that JVM. */
@Command(
        name = "stop",
        description = "Detaches everything in a running JVM, and leaves it so whatever is recorded there.")
public final class StopCommand extends RemoteCommand {
    @Override
    String words() {
        return "stop";
    }
}
