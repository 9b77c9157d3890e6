package dev.pitot.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** BCC's own tools, tracing one process: see {@code bcc_histograms.py}. */
public final class Bcc implements AutoCloseable {
    /** How far apart two tracers read the clock at the same event, and then some: each makes the next wait for its program. */
    static final long SKEW = 5_000;

    private final Process process;
    private final BufferedReader out;
    private final Path err;

    /** What has been counted up to a moment, by name. */
    public record Counts(Map<String, long[]> of) {
        public Counts minus(Counts earlier) {
            var less = new HashMap<String, long[]>();
            of.forEach((name, counts) -> {
                var before = earlier.get(name);
                var rest = counts.clone();
                Arrays.setAll(rest, i -> counts[i] - before[i]);
                less.put(name, rest);
            });
            return new Counts(less);
        }

        public long[] get(String name) {
            return Objects.requireNonNull(of.get(name), name);
        }

        /** What the tools see otherwise, in the order of the enumeration in the script. */
        public long switches() {
            return get("causes")[0];
        }

        public long unseenSwitches() {
            return get("causes")[1];
        }

        public long unseenWakeups() {
            return get("causes")[2];
        }

        public long preemptedOnTheWayToSleep() {
            return get("causes")[3];
        }

        public long migrated() {
            return get("causes")[4];
        }

        /** Switches and wakeups of any thread at which the tools may have read the clock more than {@link #SKEW} later than Pitot. */
        public long delays() {
            return get("delays")[0];
        }

        /** The same of what happens to requests. */
        public long requestDelays() {
            return get("delays")[1];
        }
    }

    private Bcc(Process process, Path err) {
        this.process = process;
        this.err = err;
        out = process.inputReader();
    }

    /** Attached when it returns. */
    public static Bcc trace(long pid, Path directory) throws Exception {
        var script = directory.resolve("bcc_histograms.py");
        try (var text = Objects.requireNonNull(Bcc.class.getResourceAsStream("bcc_histograms.py"))) {
            Files.copy(text, script);
        }
        var err = directory.resolve("bcc.err");
        var builder = new ProcessBuilder("/usr/bin/python3", script.toString(), "" + pid, "" + SKEW)
                .redirectError(err.toFile());
        builder.environment()
                .put("BCC_KERNEL_SOURCE", BccHeaders.writeTo(directory).toString());
        var path = builder.environment().getOrDefault("PATH", "");
        builder.environment().put("PATH", path + ":/usr/sbin:/sbin"); // where Debian has the tools
        var bcc = new Bcc(builder.start(), err);
        bcc.line("ready");
        return bcc;
    }

    private String line(String expected) throws IOException {
        var line = out.readLine();
        if (line == null || !expected.isEmpty() && !line.equals(expected)) {
            throw new IOException("BCC says '" + line + "' and not '" + expected + "': " + Files.readString(err));
        }
        return line;
    }

    public Counts read() throws IOException {
        process.outputWriter().append("read\n").flush();
        var counts = new HashMap<String, long[]>();
        for (var line = line(""); !line.equals("done"); line = line("")) {
            var colon = line.indexOf(": ");
            counts.put(
                    line.substring(0, colon),
                    Arrays.stream(line.substring(colon + 2).split(" "))
                            .mapToLong(Long::parseLong)
                            .toArray());
        }
        return new Counts(counts);
    }

    @Override
    public void close() throws IOException {
        process.outputWriter().close();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
