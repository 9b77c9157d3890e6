package dev.pitot.cli.live;

import dev.pitot.cli.remote.LiveStream;
import dev.pitot.cli.remote.RemoteJvm;
import dev.pitot.cli.terminal.Interrupt;
import dev.pitot.cli.terminal.Version;
import dev.pitot.report.text.Log2Histogram;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * A command that prints a histogram of a running JVM as BCC's tool of that name does. The probes are attached while it
 * runs. They stay attached if a recording wants them.
 */
@Command(mixinStandardHelpOptions = true, versionProvider = Version.class)
public abstract class LiveCommand implements Callable<Integer> {
    private static final int TOP = 10;
    private static final long FOR_EVER = 0; // meaning of 0 for Selector.select
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private RemoteJvm jvm = new RemoteJvm();

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "INTERVAL",
            description = "Seconds between two histograms (default: one histogram at Ctrl-C).")
    private @Nullable Integer interval;

    @Parameters(
            index = "2",
            arity = "0..1",
            paramLabel = "COUNT",
            description = "Number of histograms to print (default: until Ctrl-C).")
    private @Nullable Integer count;

    @Option(
            names = {"-T", "--timestamp"},
            description = "Print the time with each histogram.")
    private boolean timestamp;

    @Option(
            names = {"-m", "--milliseconds"},
            description = "Use milliseconds instead of microseconds.")
    private boolean milliseconds;

    @Option(
            names = "--by",
            paramLabel = "KEY",
            description = "Print one histogram for each span, phase or thread: ${COMPLETION-CANDIDATES}.")
    private @Nullable Key by;

    @Option(
            names = "--top",
            paramLabel = "N",
            description = "With --by, print the N histograms with the most time (default: 10, with --json all).")
    private @Nullable Integer top;

    private volatile boolean interrupted;

    /** What has a histogram of its own. The agent knows them by these names. */
    enum Key {
        span,
        phase,
        thread
    }

    /** Returns the event's name without its prefix. */
    abstract String histogram();

    /** Returns the subject of the first line. */
    abstract String what();

    /** Returns the histograms to print by their headings. A histogram without a heading has an empty one. */
    abstract Map<String, long[]> sections(HistogramView live);

    /** Returns whether a row with a key is to be printed. */
    boolean isWanted(HistogramView.Row row) {
        return true;
    }

    /** Returns an option that has its own sections; empty if there is none. */
    abstract String ownSections();

    /** Returns whether only histograms may be printed, and all of them. */
    boolean isForMachines() {
        return false;
    }

    @Override
    public Integer call() throws IOException {
        if ((interval != null && interval < 1) || (count != null && count < 1)) {
            throw new ParameterException(spec.commandLine(), "INTERVAL and COUNT must be at least 1");
        }
        checkKey();
        var out = spec.commandLine().getOut();
        try (var stream = jvm.connect().open("watch=" + histogram() + "/" + unit() + (by == null ? "" : "/" + by))) {
            stream.hear("ready");
            Interrupt.to(() -> interrupt(stream));
            out.println("Tracing " + what() + "... Hit Ctrl-C to end.");
            out.flush();
            trace(stream, out);
            return 0;
        }
    }

    private void checkKey() {
        if (by != null && !ownSections().isEmpty()) {
            throw new ParameterException(spec.commandLine(), "--by and " + ownSections() + " exclude each other");
        }
        if (top != null && (by == null || top < 1)) {
            throw new ParameterException(spec.commandLine(), "--top belongs to --by and must be at least 1");
        }
    }

    /** Prints histograms until Ctrl-C, or until the reader of the output has ended, as in {@code | head}. */
    private void trace(LiveStream stream, PrintWriter out) throws IOException {
        var millis = interval == null ? FOR_EVER : TimeUnit.SECONDS.toMillis(interval);
        var last = false;
        for (var left = count == null ? Integer.MAX_VALUE : count; left > 0 && !last && !out.checkError(); left--) {
            if (!interrupted) {
                stream.pause(millis);
            }
            last = interrupted; // read before asking: one more histogram follows an answer under way
            print(HistogramView.parse(stream.ask("end")), out);
        }
    }

    private void interrupt(LiveStream stream) {
        interrupted = true;
        stream.wake();
    }

    void print(HistogramView live, PrintWriter out) {
        out.println();
        if (timestamp) {
            out.println(TIME.format(LocalTime.now(ZoneId.systemDefault())));
        }
        if (by == null) {
            sections(live).forEach((heading, slots) -> print(heading, slots, out));
        } else {
            printKeyed(
                    live.largestBy(
                            this::isWanted, row -> by + " = " + row.labels().getFirst()),
                    out);
        }
        out.flush();
    }

    private void printKeyed(Map<String, long[]> all, PrintWriter out) {
        var most = top != null ? top : isForMachines() ? Integer.MAX_VALUE : TOP;
        all.entrySet().stream().limit(most).forEach(one -> print(one.getKey(), one.getValue(), out));
        if (all.size() > most && !isForMachines()) {
            out.println();
            out.println("(" + (all.size() - most) + " more; --top " + all.size() + " prints all)");
        }
    }

    void print(String heading, long[] slots, PrintWriter out) {
        if (!heading.isEmpty()) {
            out.println();
            out.println(heading);
        }
        Log2Histogram.lines(slots, unit(), Integer.MAX_VALUE).forEach(out::println);
    }

    String unit() {
        return milliseconds ? "msecs" : "usecs";
    }
}
