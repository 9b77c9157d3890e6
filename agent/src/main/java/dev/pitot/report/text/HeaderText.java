package dev.pitot.report.text;

import dev.pitot.report.model.Header;
import dev.pitot.report.model.Loss;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** Prints the recording's own data, losses first. */
final class HeaderText {

    private static final String[] NO_EVENTS = {
        "This recording has no pitot.* events. To get them, start the JVM as root, or with",
        "CAP_BPF and CAP_PERFMON, like this:",
        "    java -javaagent:pitot.jar -XX:StartFlightRecording=filename=app.jfr ...",
        "If the JVM was started like this, its error output has a line with the cause. Run",
        "    java -jar pitot.jar doctor",
        "to find out what is missing on this machine.",
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
            page.alarm("DATA WAS LOST (pitot.DataLoss): the tables below are incomplete.");
        }
        for (var loss : lost) {
            page.alarm("  " + page.cut(Human.count(loss.count()) + " " + loss.what(), 2));
        }
        inFlight(header.losses(), page);
    }

    /** Prints events under way without an alarm, because nearly every recording has them. */
    private static void inFlight(List<Loss> losses, Page page) {
        var events =
                losses.stream().filter(Loss::inFlight).mapToLong(Loss::count).sum();
        if (events != 0) {
            page.line((events == 1 ? "1 event is" : Human.count(events) + " events are")
                    + " not in this recording: under way at attach or detach");
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
        append(line, "others " + Human.count(header.otherEvents()), page);
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
