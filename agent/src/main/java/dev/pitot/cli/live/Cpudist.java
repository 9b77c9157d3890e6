package dev.pitot.cli.live;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code pitot cpudist PID [INTERVAL [COUNT]]}: prints how long threads are on the CPU at a time, or off it. */
@Command(
        name = "cpudist",
        description = "Prints how long threads of a running JVM are on the CPU at a time, as BCC's cpudist -p PID.")
public final class Cpudist extends ThreadsCommand {
    @Option(
            names = {"-O", "--offcpu"},
            description = "Measure the time off the CPU instead.")
    private boolean offCpu;

    @Override
    String histogram() {
        return offCpu ? "OffCpuTime" : "OnCpuTime";
    }

    @Override
    String what() {
        return (offCpu ? "off" : "on") + "-CPU time";
    }
}
