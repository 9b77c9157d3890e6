package dev.pitot.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A live command of the packed jar under way; killed when closed. */
public record LiveCommand(Process process, Path outFile, Path errFile) implements AutoCloseable {
    private static final int SECONDS = 60;
    private static final Pattern ROW = Pattern.compile(" *\\d+ -> \\d+ +: (\\d+) +\\|[* ]{40}\\|");
    private static final Pattern HEADING = Pattern.compile("\\w+ = .+");
    private static final Pattern JSON_COUNT = Pattern.compile("\"count\": (\\d+)");

    /** With SIGINT as a terminal has it: what a shell starts in the background ignores that, and so does all that it starts. */
    public static LiveCommand start(Path directory, TracedJvm.Running jvm, String tool, String... arguments)
            throws Exception {
        var command = new ArrayList<>(List.of("env", "--default-signal=INT", TracedJvm.JAVA.toString()));
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-jar", TracedJvm.JAR.toString()));
        command.addAll(List.of(tool, Long.toString(jvm.process().pid())));
        command.addAll(List.of(arguments));
        var out = Files.createTempFile(directory, tool, ".out");
        var err = Files.createTempFile(directory, tool, ".err");
        var process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        return new LiveCommand(process, out, err);
    }

    /** Waits until it says that it traces: from then on all is counted. */
    public LiveCommand underWay() throws Exception {
        Poll.until(() -> lines().size() > 0 || !process.isAlive(), () -> "it does not begin");
        assertThat(lines()).as(Files.readString(errFile)).isNotEmpty();
        return this;
    }

    /** Ctrl-C, and what it has printed then. */
    public Cli interrupt() throws Exception {
        Tool.run("kill", "-INT", Long.toString(process.pid()));
        return end();
    }

    public Cli end() throws Exception {
        assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).as("it ended").isTrue();
        return new Cli(process.exitValue(), Files.readString(outFile), Files.readString(errFile));
    }

    /** How many are in all histograms that were printed so far. */
    public long counted() throws IOException {
        return lines().stream().mapToLong(LiveCommand::counted).sum();
    }

    /** How many are in the histograms of each heading; those without one have an empty one. */
    public Map<String, Long> countedByHeading() throws IOException {
        var counts = new LinkedHashMap<String, Long>();
        var heading = "";
        for (var line : lines()) {
            heading = HEADING.matcher(line).matches() ? line : heading;
            counts.merge(heading, counted(line), Long::sum);
        }
        return counts;
    }

    private static long counted(String line) {
        var row = ROW.matcher(line);
        return row.matches()
                ? Long.parseLong(row.group(1))
                : JSON_COUNT
                        .matcher(line)
                        .results()
                        .mapToLong(count -> Long.parseLong(count.group(1)))
                        .sum();
    }

    public List<String> lines() throws IOException {
        return Files.readAllLines(outFile);
    }

    @Override
    public void close() {
        Ending.of(process);
    }
}
