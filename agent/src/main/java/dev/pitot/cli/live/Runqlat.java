package dev.pitot.cli.live;

import picocli.CommandLine.Command;

/** {@code pitot runqlat PID [INTERVAL [COUNT]]}: prints how long runnable threads wait for a CPU. */
@Command(
        name = "runqlat",
        description = "Prints how long threads of a running JVM wait for a CPU, as BCC's runqlat -p PID.")
public final class Runqlat extends ThreadsCommand {
    @Override
    String histogram() {
        return "RunQueueLatency";
    }

    @Override
    String what() {
        return "run queue latency";
    }
}
