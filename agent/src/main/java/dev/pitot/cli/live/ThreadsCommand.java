package dev.pitot.cli.live;

import java.util.Map;
import picocli.CommandLine.Option;

/** A histogram of threads. */
abstract class ThreadsCommand extends LiveCommand {
    /** The agent's own threads, which the application would not have. */
    private static final String OWN = "Pitot";

    @Option(
            names = "--kinds",
            description = "Print one histogram for each kind of thread: Java, GC, compiler, VM, Pitot.")
    private boolean kinds;

    @Override
    String ownSections() {
        return kinds ? "--kinds" : "";
    }

    @Override
    Map<String, long[]> sections(HistogramView live) {
        return kinds
                ? live.by(row -> true, row -> "kind = " + row.labels().getFirst())
                : live.by(row -> !row.labels().getFirst().equals(OWN), row -> "");
    }
}
