package dev.pitot.report.text;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What is being written: lines of a width, with clock times of a zone. Sections are apart by an empty line. */
final class Page {

    private final int width;
    private final Style style;
    private final ZoneId zone;
    private final DateTimeFormatter time;
    private final List<String> lines = new ArrayList<>();

    Page(int width, ZoneId zone, Style style) {
        this.width = width;
        this.style = style;
        this.zone = zone;
        this.time = DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(zone);
    }

    int width() {
        return width;
    }

    ZoneId zone() {
        return zone;
    }

    String time(Instant instant) {
        return time.format(instant);
    }

    Table table(Column... columns) {
        return new Table(width, columns);
    }

    void heading(String text) {
        lines.add("");
        lines.add(style.heading(text));
    }

    void alarm(String text) {
        lines.add(style.alarm(text));
    }

    void line(String text) {
        lines.add(text);
    }

    void lines(List<String> more) {
        lines.addAll(more);
    }

    void table(Table table) {
        lines.addAll(table.lines());
    }

    String text() {
        return String.join("\n", lines);
    }
}
