package dev.pitot.cli;

import picocli.CommandLine.Command;

/** {@code pitot stop PID}, answered by the agent in that JVM. */
@Command(
        name = "stop",
        description = "Detaches everything in a running JVM, and leaves it so whatever is recorded there.")
final class Stop extends RemoteCommand {
    @Override
    String words() {
        return "stop";
    }
}
