package dev.pitot.report.text;

import dev.pitot.text.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Rows under titles, fitted into a width. A row may have further lines below it. */
final class Table {

    private static final String GAP = "  ";
    private static final int MIN_WIDTH = 12;

    private final int width;
    private final List<Column> columns;
    private final List<Row> rows = new ArrayList<>();
    private List<String> belowTitles = List.of();

    Table(int width, Column... columns) {
        this.width = width;
        this.columns = List.of(columns);
    }

    private record Row(List<String> cells, List<String> below) {}

    /** Adds a second line of titles, for the lines below the rows. */
    Table titlesBelow(String line) {
        belowTitles = List.of(line);
        return this;
    }

    Table row(String... cells) {
        return row(List.of(), cells);
    }

    Table row(List<String> below, String... cells) {
        rows.add(new Row(List.of(cells).stream().map(Printable::line).toList(), below));
        return this;
    }

    List<String> lines() {
        var widths = widths();
        var lines = new ArrayList<String>();
        lines.add(line(columns.stream().map(Column::title).toList(), widths));
        lines.addAll(belowTitles);
        for (var row : rows) {
            lines.add(line(row.cells(), widths));
            lines.addAll(row.below());
        }
        return lines;
    }

    private String line(List<String> cells, int[] widths) {
        var line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            line.append(GAP).append(columns.get(i).fit(cells.get(i), widths[i]));
        }
        return line.toString().stripTrailing();
    }

    private int[] widths() {
        var widths = IntStream.range(0, columns.size()).map(this::natural).toArray();
        var excess = IntStream.of(widths).sum() + GAP.length() * widths.length - width;
        while (excess > 0) {
            var widest = widestElastic(widths);
            if (widths[widest] <= MIN_WIDTH) {
                return widths;
            }
            widths[widest]--;
            excess--;
        }
        return widths;
    }

    private int natural(int column) {
        return rows.stream()
                .mapToInt(row -> row.cells().get(column).length())
                .reduce(columns.get(column).title().length(), Math::max);
    }

    private int widestElastic(int[] widths) {
        var widest = 0;
        for (int i = 0; i < widths.length; i++) {
            var elastic = columns.get(i).elastic();
            if (elastic && (!columns.get(widest).elastic() || widths[i] > widths[widest])) {
                widest = i;
            }
        }
        return widest;
    }
}
