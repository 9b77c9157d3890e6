package dev.pitot.report.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A histogram of powers of two, drawn as by BCC's Python ({@code _print_log2_hist} in {@code bcc/table.py}). Parsers of
 * BCC's output can read it. Slot i counts the values v with {@code bpf_log2l(v) == i}. Slot 1 has 0 and 1, slot 2 has 2
 * and 3, slot 3 has 4 to 7; slot 0 has none.
 */
public final class Log2Histogram {

    /** The number of slots including the unused first one: BCC's default of {@code BPF_HISTOGRAM}. */
    public static final int SLOTS = 64;

    private static final int LAST_NARROW = 32;
    private static final Layout NARROW =
            new Layout("     %-19s : count     distribution", "%10d -> %-10d : %-8d |", 40);
    private static final Layout WIDE =
            new Layout("               %-29s : count     distribution", "%20d -> %-20d : %-8d |", 20);

    private Log2Histogram() {}

    private record Layout(String title, String row, int stars) {}

    /**
     * Returns the title and the rows from slot 1 to the last one that is not empty; empty if all are.
     *
     * @param slots at most {@link #SLOTS} slots
     * @param unit unit of the values in the title, such as {@code usecs}
     * @param width width of a line. A narrow line has fewer stars; a wide one has no more than BCC's
     */
    public static List<String> lines(long[] slots, String unit, int width) {
        var last = last(slots);
        if (last <= 0) {
            return List.of();
        }
        var layout = last <= LAST_NARROW ? NARROW : WIDE;
        var rows = new ArrayList<String>();
        for (int slot = 1; slot <= last; slot++) {
            rows.add(row(layout, slot, slots[slot]));
        }
        var lines = new ArrayList<>(List.of(format(layout.title(), unit)));
        lines.addAll(distributed(rows, slots, Math.min(layout.stars(), starsIn(width, rows))));
        return lines;
    }

    /** Returns the slot of a value like {@code bpf_log2l} of BCC's {@code helpers.h}, which gives 0 the slot of 1. */
    public static int slot(long value) {
        return Long.SIZE - Long.numberOfLeadingZeros(Math.max(1, value));
    }

    private static int last(long[] slots) {
        var last = slots.length - 1;
        while (last >= 0 && slots[last] <= 0) {
            last--;
        }
        return last;
    }

    private static String row(Layout layout, int slot, long count) {
        var least = 1L << (slot - 1);
        return format(layout.row(), slot == 1 ? 0 : least, least + (least - 1), count);
    }

    /** Returns the room for stars. Long counts shift the stars of their row, and all rows have one scale. */
    private static int starsIn(int width, List<String> rows) {
        var longest = rows.stream().mapToInt(String::length).max().orElse(0);
        return Math.max(1, width - longest - 1);
    }

    private static List<String> distributed(List<String> rows, long[] slots, int width) {
        var most = Arrays.stream(slots).max().orElse(0);
        var lines = new ArrayList<String>();
        for (int i = 0; i < rows.size(); i++) {
            var stars = "*".repeat(stars(slots[i + 1], most, width));
            lines.add(rows.get(i) + stars + " ".repeat(width - stars.length()) + "|");
        }
        return lines;
    }

    /** Divides in floating point, as Python does. */
    private static int stars(long count, long most, int width) {
        return Math.max(0, (int) ((double) width * count / most));
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
