package dev.pitot.report.text;

import dev.pitot.report.model.Bill;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A bill in columns: the duration with its unit, then the parts in the same unit. They are rounded so that they add up
 * to the printed duration.
 */
final class BillColumns {

    private static final int CELL = 9;
    private static final List<String> PARTS = List.of("onCpu", "runQueue", "ioWait", "blocked", "unaccntd");

    private BillColumns() {}

    static String titles() {
        return " " + right("duration", CELL + 3) + " = " + joined(PARTS);
    }

    static String of(Bill bill) {
        var unit = TimeUnits.of(bill.totalNanos());
        var duration = TimeUnits.decimal(Rounding.half(bill.totalNanos(), unit.grain()));
        return " " + right(duration + " " + right(unit.symbol(), 2), CELL + 3) + " = " + joined(decimals(bill, unit));
    }

    /** Appends a text to a bill's line, or puts it below where there is no room. */
    static List<String> beside(String bill, String more, int width) {
        var line = bill + "  " + more;
        return line.length() <= width ? List.of(line) : List.of(bill, " ".repeat(CELL + 4 + 3) + more);
    }

    /** Returns the shares of the parts in percent, aligned with the parts. */
    static String shares(Bill bill) {
        var shares = new ArrayList<String>();
        for (var share : Rounding.permille(bill.parts())) {
            shares.add((share < 0 ? "-" : "") + Math.abs(share) / 10 + "." + Math.abs(share) % 10 + " %");
        }
        return " ".repeat(CELL + 4 + 3)
                + String.join("   ", shares.stream().map(s -> right(s, CELL)).toList());
    }

    private static List<String> decimals(Bill bill, TimeUnits unit) {
        return Arrays.stream(Rounding.parts(bill.parts(), unit.grain()))
                .mapToObj(TimeUnits::decimal)
                .toList();
    }

    private static String joined(List<String> cells) {
        return String.join(" + ", cells.stream().map(cell -> right(cell, CELL)).toList());
    }

    private static String right(String text, int width) {
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }
}
