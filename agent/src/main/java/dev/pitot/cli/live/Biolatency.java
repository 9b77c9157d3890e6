package dev.pitot.cli.live;

import java.io.PrintWriter;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code pitot biolatency PID [INTERVAL [COUNT]]}: how long requests to block devices take. */
@Command(
        name = "biolatency",
        description =
                "How long the block requests of a running JVM take, and those for files it has written to; as BCC's"
                        + " biolatency, which has those of the whole machine.")
public final class Biolatency extends LiveCommand {
    private static final String DISK = "disk = ";
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    @Option(
            names = {"-Q", "--queued"},
            description = "With the time in the queue.")
    private boolean queued;

    @Option(
            names = {"-D", "--disks"},
            description = "One for each disk.")
    private boolean disks;

    @Option(
            names = {"-j", "--json"},
            description = "A line of JSON for each, with the keys of BCC's.")
    private boolean json;

    @Override
    String histogram() {
        return "BlockIoLatency";
    }

    @Override
    String what() {
        return "block device I/O";
    }

    @Override
    Map<String, long[]> sections(HistogramView live) {
        var sections =
                live.by(row -> queued == Boolean.parseBoolean(label(row, 2)), row -> disks ? DISK + label(row, 0) : "");
        if (json && !disks && sections.isEmpty()) {
            sections.put("", new long[2]); // a line for each interval, also where there was nothing
        }
        return sections;
    }

    private static String label(HistogramView.Row row, int index) {
        return index < row.labels().size() ? row.labels().get(index) : "";
    }

    @Override
    void print(String heading, long[] slots, PrintWriter out) {
        if (json) {
            out.println(json(heading, slots));
        } else {
            super.print(heading, slots, out);
        }
    }

    /** {@code _print_json_hist} of bcc/table.py, which prints a Python dictionary. */
    private String json(String heading, long[] slots) {
        var last = slots.length - 1;
        while (last > 0 && slots[last] == 0) {
            last--;
        }
        var data = new StringJoiner(", ", "[", "]");
        for (var slot = 1; slot <= last; slot++) {
            var start = slot == 1 ? 0 : 1L << (slot - 1);
            data.add(format(
                    "{\"interval-start\": %d, \"interval-end\": %d, \"count\": %d}",
                    start, (1L << slot) - 1, slots[slot]));
        }
        var disk = heading.isEmpty()
                ? ""
                : ", \"disk\": \"" + heading.substring(DISK.length()).replaceAll("[\"\\\\]", "?") + "\"";
        return format(
                "{\"ts\": \"%s\", \"val_type\": \"%s\", \"data\": %s%s}",
                STAMP.format(LocalDateTime.now(ZoneId.systemDefault())), unit(), data, disk);
    }

    /** Whatever digits people use where this runs. */
    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
