package dev.pitot.cli.live;

import dev.pitot.cli.terminal.CommandFailure;
import dev.pitot.text.Printable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
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
     * @param nanos sum of the times
     */
    record Row(List<String> labels, long[] slots, long nanos) {}

    /** Parses lines from another process, which may have another version. It refuses lines of any other form. */
    static HistogramView parse(List<String> lines) throws CommandFailure {
        var rows = new ArrayList<Row>();
        for (var line : lines) {
            var fields = line.split("\t", -1);
            if (fields.length < 2 || rows.size() == MAX_ROWS) {
                throw strange(line);
            }
            var slots = new long[SLOTS];
            var nanos = fill(slots, fields[fields.length - 1]);
            rows.add(new Row(List.of(fields).subList(0, fields.length - 1), slots, nanos));
        }
        return new HistogramView(rows);
    }

    /** Returns the sum of the times. */
    private static long fill(long[] slots, String text) throws CommandFailure {
        var nanos = 0L;
        for (var entry : text.isEmpty() ? new String[0] : text.split(" ")) {
            var numbers = entry.split(":");
            try {
                slots[Integer.parseInt(numbers[0])] = Math.max(0, Long.parseLong(numbers[1]));
                nanos += Math.max(0, Long.parseLong(numbers[2]));
            } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
                throw strange(entry);
            }
        }
        return nanos;
    }

    private static CommandFailure strange(String answer) {
        var shown = answer.length() > MAX_SHOWN ? answer.substring(0, MAX_SHOWN) + "…" : answer;
        return new CommandFailure(
                "the agent in that JVM has another version: it answered '" + Printable.line(shown) + "'");
    }

    /** Adds up the rows by a label. */
    Map<String, long[]> by(Predicate<Row> which, Function<Row, String> label) {
        var sums = new LinkedHashMap<String, long[]>();
        sums(which, label).forEach((heading, sum) -> sums.put(heading, sum.slots));
        return sums;
    }

    /** Does the same, and returns those with the most time first. */
    Map<String, long[]> largestBy(Predicate<Row> which, Function<Row, String> label) {
        var sums = new LinkedHashMap<String, long[]>();
        sums(which, label).entrySet().stream()
                .sorted(Comparator.comparingLong(sum -> -sum.getValue().nanos))
                .forEach(sum -> sums.put(sum.getKey(), sum.getValue().slots));
        return sums;
    }

    private Map<String, Row> sums(Predicate<Row> which, Function<Row, String> label) {
        var sums = new LinkedHashMap<String, Row>();
        rows.stream()
                .filter(which)
                .forEach(row -> sums.merge(Printable.line(label.apply(row)), row, HistogramView::sum));
        return sums;
    }

    private static Row sum(Row one, Row other) {
        var slots = new long[SLOTS];
        Arrays.setAll(slots, slot -> one.slots[slot] + other.slots[slot]);
        return new Row(List.of(), slots, one.nanos + other.nanos);
    }
}
