package dev.pitot.cli.live;

import dev.pitot.cli.terminal.CommandFailure;
import dev.pitot.text.Printable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A histogram that a running JVM has sent: rows of labels and slots.
 *
 * @param rows rows, each a histogram of its own
 */
record HistogramView(List<Row> rows) {
    private static final int SLOTS = 64;

    /**
     * A limit for rows, several for each of thousands of disks. A row takes hundreds of times the bytes of its line.
     */
    private static final int MAX_ROWS = 1 << 14;

    private static final int MAX_SHOWN = 60;

    /**
     * @param labels names of what the row counts
     * @param slots counts by slot, as {@code bpf_log2l} numbers the slots
     */
    record Row(List<String> labels, long[] slots) {}

    /** Parses lines from another process, which may have another version. It refuses lines of any other form. */
    static HistogramView parse(List<String> lines) throws CommandFailure {
        var rows = new ArrayList<Row>();
        for (var line : lines) {
            var fields = line.split("\t", -1);
            if (fields.length < 2 || rows.size() == MAX_ROWS) {
                throw strange(line);
            }
            rows.add(new Row(List.of(fields).subList(0, fields.length - 1), slots(fields[fields.length - 1])));
        }
        return new HistogramView(rows);
    }

    private static long[] slots(String text) throws CommandFailure {
        var slots = new long[SLOTS];
        for (var entry : text.isEmpty() ? new String[0] : text.split(" ")) {
            var numbers = entry.split(":");
            try {
                slots[Integer.parseInt(numbers[0])] = Math.max(0, Long.parseLong(numbers[1]));
            } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
                throw strange(entry);
            }
        }
        return slots;
    }

    private static CommandFailure strange(String answer) {
        var shown = answer.length() > MAX_SHOWN ? answer.substring(0, MAX_SHOWN) + "…" : answer;
        return new CommandFailure(
                "the agent in that JVM has another version: it answered '" + Printable.line(shown) + "'");
    }

    /** Adds up the rows by a label. */
    Map<String, long[]> by(Predicate<Row> which, Function<Row, String> label) {
        var sums = new LinkedHashMap<String, long[]>();
        rows.stream().filter(which).forEach(row -> {
            var sum = sums.computeIfAbsent(Printable.line(label.apply(row)), any -> new long[SLOTS]);
            for (var slot = 0; slot < SLOTS; slot++) {
                sum[slot] += row.slots()[slot];
            }
        });
        return sums;
    }
}
