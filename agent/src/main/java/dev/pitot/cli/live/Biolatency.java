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

/** {@code pitot biolatency PID [INTERVAL [COUNT]]}: prints how long requests to block devices take. */
@Command(
        name = "biolatency",
        description =
                "Prints how long block requests of a running JVM take, including write-back to files it has written."
                        + " BCC's biolatency counts those of the whole machine.")
public final class Biolatency extends LiveCommand {
    private static final String DISK = "disk = ";
    private static final String EQUALS = " = ";
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    @Option(
            names = {"-Q", "--queued"},
            description = "Include the time in the queue.")
    private boolean queued;

    @Option(
            names = {"-D", "--disks"},
            description = "Print one histogram for each disk.")
    private boolean disks;

    @Option(
            names = {"-j", "--json"},
            description = "Print a line of JSON for each histogram, with BCC's keys.")
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
            sections.put("", new long[2]); // a line for each interval, even without requests
        }
        return sections;
    }

    @Override
    boolean isWanted(HistogramView.Row row) {
        return queued == Boolean.parseBoolean(label(row, 1));
    }

    @Override
    String ownSections() {
        return disks ? "--disks" : "";
    }

    @Override
    boolean isForMachines() {
        return json;
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

    /** Prints what {@code _print_json_hist} of bcc/table.py prints, which is a Python dictionary. */
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
        var equals = heading.indexOf(EQUALS);
        var subject = heading.isEmpty()
                ? ""
                : ", \"" + heading.substring(0, equals) + "\": \""
                        + heading.substring(equals + EQUALS.length()).replaceAll("[\"\\\\]", "?") + "\"";
        return format(
                "{\"ts\": \"%s\", \"val_type\": \"%s\", \"data\": %s%s}",
                STAMP.format(LocalDateTime.now(ZoneId.systemDefault())), unit(), data, subject);
    }

    /** Formats with ASCII digits in any locale. */
    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
