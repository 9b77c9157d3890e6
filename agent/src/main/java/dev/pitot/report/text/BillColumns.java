package dev.pitot.report.text;

import dev.pitot.report.model.Bill;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * A bill in columns: the duration with its unit, then the parts in the same unit. They are rounded so that they add up
 * to the printed duration.
 */
final class BillColumns {

    private static final int CELL = 9;
    private static final List<String> PARTS = List.of("onCpu", "runQueue", "ioWait", "blocked", "unaccntd");

    private BillColumns() {}

    static String titles() {
        return titles(PARTS);
    }

    static String titles(List<String> parts) {
        return " " + right("duration", CELL + 3) + " = " + joined(plus(parts.size()), parts);
    }

    static String of(Bill bill) {
        return of(bill.parts());
    }

    /** Returns the line of a bill whose parts are the duration together. */
    static String of(long[] parts) {
        var total = LongStream.of(parts).sum();
        return duration(total) + " = " + joined(plus(parts.length), decimals(parts, TimeUnits.of(total)));
    }

    /** With less space between the parts, six of them fit into the narrowest page. */
    private static String plus(int parts) {
        return parts <= PARTS.size() ? " + " : "+";
    }

    /** Returns the beginning of a bill's line. */
    static String duration(long nanos) {
        var unit = TimeUnits.of(nanos);
        var duration = TimeUnits.decimal(Rounding.half(nanos, unit.grain()));
        return " " + right(duration + " " + right(unit.symbol(), 2), CELL + 3);
    }

    /** Appends a text to a bill's line, or puts it below where there is no room. */
    static List<String> beside(String bill, String more, int width) {
        var line = bill + "  " + more;
        return line.length() <= width ? List.of(line) : List.of(bill, " ".repeat(CELL + 4 + 3) + more);
    }

    /** Returns the shares of the parts in percent, aligned with the parts. */
    static String shares(Bill bill) {
        return " ".repeat(CELL + 4 + 3) + joined("   ", shares(bill.parts()));
    }

    /** Returns the shares of the parts, in percent. */
    static List<String> shares(long[] parts) {
        return LongStream.of(Rounding.permille(parts))
                .mapToObj(BillColumns::percent)
                .toList();
    }

    private static String percent(long permille) {
        return (permille < 0 ? "-" : "") + Math.abs(permille) / 10 + "." + Math.abs(permille) % 10 + " %";
    }

    /** Returns columns of the width that parts have. */
    static String joined(String between, List<String> cells) {
        return String.join(
                between, cells.stream().map(cell -> right(cell, CELL)).toList());
    }

    private static List<String> decimals(long[] parts, TimeUnits unit) {
        return Arrays.stream(Rounding.parts(parts, unit.grain()))
                .mapToObj(TimeUnits::decimal)
                .toList();
    }

    private static String right(String text, int width) {
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }
}
