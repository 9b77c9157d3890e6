package dev.pitot.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** The kernel's own count of what each BPF program costs; {@code /proc/sys/kernel/bpf_stats_enabled} is put back when closed. */
final class ProgramStats implements AutoCloseable {
    private static final Path SWITCH = Path.of("/proc/sys/kernel/bpf_stats_enabled");
    private static final Pattern PROGRAM =
            Pattern.compile("\"name\":\"([^\"]+)\"[^{}]*?\"run_time_ns\":(\\d+),\"run_cnt\":(\\d+)");

    private final String before;

    /** Runs and their time, of all programs of one name. */
    record Cost(long nanos, long runs) {
        Cost plus(Cost other) {
            return new Cost(nanos + other.nanos, runs + other.runs);
        }

        Cost minus(Cost other) {
            return new Cost(nanos - other.nanos, runs - other.runs);
        }

        double perRun() {
            return runs == 0 ? Double.NaN : (double) nanos / runs;
        }
    }

    ProgramStats() throws IOException {
        before = Files.readString(SWITCH);
        Files.writeString(SWITCH, "1");
    }

    Map<String, Cost> read() throws IOException, InterruptedException {
        return now();
    }

    /** Of the programs that are there, whoever has their statistics kept. */
    static Map<String, Cost> now() throws IOException, InterruptedException {
        var process = new ProcessBuilder("bpftool", "-j", "prog", "show").start();
        var json = new String(process.getInputStream().readAllBytes());
        process.waitFor();
        var costs = new HashMap<String, Cost>();
        var match = PROGRAM.matcher(json);
        while (match.find()) {
            costs.merge(
                    match.group(1),
                    new Cost(Long.parseLong(match.group(2)), Long.parseLong(match.group(3))),
                    Cost::plus);
        }
        return costs;
    }

    @Override
    public void close() throws IOException {
        Files.writeString(SWITCH, before);
    }
}
