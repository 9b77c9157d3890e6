package dev.pitot.report.text;

import dev.pitot.text.Printable;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The page that is being written: lines of a width, with clock times of a zone. An empty line separates sections. Each
 * text becomes one line, whatever the recorded program has put into it.
 */
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

    /** Cuts a text of the recorded program to the room that is left on its line. */
    String cut(String text, int before) {
        var line = Printable.line(text);
        var room = width - before;
        return line.length() <= room ? line : line.substring(0, room - 2) + "..";
    }

    /**
     * Prints a text of any length, wrapped between words. Its first line is indented by two spaces, the others by four.
     */
    void paragraph(String text) {
        var line = new StringBuilder(" ");
        for (var word : Printable.line(text).split(" ")) {
            if (line.length() + 1 + word.length() > width && !line.toString().isBlank()) {
                lines.add(line.toString());
                line = new StringBuilder("   ");
            }
            line.append(' ');
            line.append(cut(word, line.length()));
        }
        lines.add(line.toString());
    }

    Table table(Column... columns) {
        return new Table(width, columns);
    }

    /** Prints a heading. Its part in parentheses gets a line of its own where there is no room. */
    void heading(String text) {
        lines.add("");
        var aside = text.length() <= width ? -1 : text.indexOf(" (");
        lines.add(style.heading(Printable.line(aside < 0 ? text : text.substring(0, aside))));
        if (aside >= 0) {
            lines.add(style.heading(Printable.line(text.substring(aside))));
        }
    }

    void alarm(String text) {
        lines.add(style.alarm(Printable.line(text)));
    }

    void line(String text) {
        lines.add(Printable.line(text));
    }

    void lines(List<String> more) {
        more.forEach(this::line);
    }

    void table(Table table) {
        lines(table.lines());
    }

    String text() {
        return String.join("\n", lines);
    }
}
