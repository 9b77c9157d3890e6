package dev.pitot.report.text;

import dev.pitot.report.model.Header;
import dev.pitot.report.model.Loss;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** What the recording is, and first of all what it lacks. */
final class HeaderText {

    private static final String[] NO_EVENTS = {
        "There are no pitot.* events in this recording. To get them, start the JVM as root, or with",
        "CAP_BPF and CAP_PERFMON, by",
        "    java -javaagent:pitot.jar -XX:StartFlightRecording=filename=app.jfr ...",
        "If it was started so: its error output has a line that says what was missing, and",
        "    java -jar pitot.jar doctor",
        "says what is missing on this machine.",
    };

    private HeaderText() {}

    static void write(Header header, Page page) {
        losses(header, page);
        page.line(header.file() + ", " + Human.bytes(header.fileBytes()));
        var start = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss z", Locale.ROOT)
                .withZone(page.zone())
                .format(header.start());
        page.line("  " + Human.duration(header.durationNanos()) + ", starting " + start);
        jvm(header, page);
        events(header, page);
    }

    private static void losses(Header header, Page page) {
        var lost = header.losses().stream().filter(loss -> !loss.inFlight()).toList();
        if (!lost.isEmpty()) {
            page.alarm("DATA WAS LOST (pitot.DataLoss): what follows is not everything.");
        }
        for (var loss : lost) {
            page.alarm("  " + page.cut(Human.count(loss.count()) + " " + loss.what(), 2));
        }
        inFlight(header.losses(), page);
    }

    /** No alarm: nearly every recording has such events. */
    private static void inFlight(List<Loss> losses, Page page) {
        var events =
                losses.stream().filter(Loss::inFlight).mapToLong(Loss::count).sum();
        if (events != 0) {
            page.line((events == 1 ? "1 event is" : Human.count(events) + " events are")
                    + " not in this recording: under way when the probes came or went");
        }
    }

    private static void jvm(Header header, Page page) {
        if (header.jvm() != null) {
            page.line("  " + page.cut(header.jvm(), 2));
        }
        if (header.command() != null) {
            page.line("  running " + page.cut(header.command(), 10));
        }
    }

    private static void events(Header header, Page page) {
        if (header.pitotEvents().isEmpty()) {
            page.line("");
            page.lines(List.of(NO_EVENTS));
            return;
        }
        page.heading("Events");
        var line = new StringBuilder();
        header.pitotEvents().forEach((type, count) -> append(line, type + " " + Human.count(count), page));
        append(line, "of others " + Human.count(header.otherEvents()), page);
        page.line("  " + line);
    }

    private static void append(StringBuilder line, String entry, Page page) {
        if (line.length() + entry.length() + 4 > page.width()) {
            page.line("  " + line + ",");
            line.setLength(0);
        }
        line.append(line.isEmpty() ? "" : ", ").append(entry);
    }
}
