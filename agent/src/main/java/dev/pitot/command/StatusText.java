package dev.pitot.command;

import dev.pitot.control.AgentStatus;
import dev.pitot.drain.CounterValue;
import dev.pitot.plan.ProbeState;
import dev.pitot.text.Printable;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** A status as text: one line with the verdict, then one line for each event and counter. */
public final class StatusText {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    private final AgentStatus status;
    private final List<String> lines = new ArrayList<>();

    private StatusText(AgentStatus status) {
        this.status = status;
    }

    /** Returns the lines of the text, each with its line break. */
    public static String of(AgentStatus status, Instant now, ZoneId zone) {
        var text = new StatusText(status);
        text.lines.add(version() + ": " + text.verdict(now, zone));
        text.events("measured:", true);
        text.events("not measured:", false);
        text.counters();
        status.share()
                .ifPresent(share -> text.lines.add(
                        String.format(Locale.ROOT, "cost: %.2f %% of the process's CPU time", 100 * share)));
        var attaching = status.attaching();
        if (attaching != null) {
            text.lines.add("attaching: " + attaching.toMillis() + " ms of CPU time in Pitot's threads");
        }
        return String.join("\n", text.lines) + "\n";
    }

    private static String version() {
        return "pitot "
                + Optional.ofNullable(StatusText.class.getPackage().getImplementationVersion())
                        .orElse("(not packaged)");
    }

    private String verdict(Instant now, ZoneId zone) {
        return switch (status.state()) {
            case ABSENT -> "the agent is not installed in this JVM; run the command attach";
            case IDLE ->
                "nothing is attached: " + recordings()
                        + (status.recordings() == 0 ? "" : ", and none enables an event of Pitot's");
            case CHANGING -> "the agent is attaching or detaching probes; run the command status again";
            case ATTACHED -> attached(now, zone);
            case SHED ->
                "nothing is attached: the governor has detached all events to keep to the budget (" + recordings()
                        + ")";
            case FAILED ->
                "nothing is attached: " + Printable.sentence(Objects.requireNonNullElse(status.why(), "unknown"));
            case STOPPED -> "nothing is attached: stopped by command (" + recordings() + "); run the command start";
        };
    }

    private String recordings() {
        return switch (status.recordings()) {
            case 0 -> "no recording runs";
            case 1 -> "1 recording runs";
            default -> status.recordings() + " recordings run";
        };
    }

    private String attached(Instant now, ZoneId zone) {
        var since = Objects.requireNonNullElse(status.since(), now);
        return "attached since " + TIME.format(since.atZone(zone)) + ", for " + age(Duration.between(since, now)) + "; "
                + recordings();
    }

    private void events(String heading, boolean attached) {
        var rows = status.events().stream()
                .filter(event -> event.isAttached() == attached)
                .map(StatusText::row)
                .toList();
        table(heading, rows);
    }

    private void table(String heading, List<List<String>> rows) {
        if (!rows.isEmpty()) {
            lines.add(heading);
            lines.addAll(aligned(rows));
        }
    }

    private static List<String> row(ProbeState event) {
        return List.of(event.kind().eventName(), Printable.sentence(event.text()));
    }

    private void counters() {
        table(
                "counted since then:",
                status.tallies().stream().map(StatusText::row).toList());
    }

    private static List<String> row(CounterValue tally) {
        var of = tally.of();
        return List.of(tally.what(), of == null ? "" : of.eventName(), Long.toString(tally.times()));
    }

    /** Pads each column except the last to its widest cell. */
    private static List<String> aligned(List<List<String>> rows) {
        return rows.stream().map(row -> aligned(row, rows)).toList();
    }

    private static String aligned(List<String> row, List<List<String>> rows) {
        var line = new StringBuilder("  ");
        for (var i = 0; i < row.size() - 1; i++) {
            var column = i;
            var width = rows.stream()
                    .mapToInt(other -> other.get(column).length())
                    .max()
                    .orElse(0);
            line.append(row.get(i)).repeat(" ", width - row.get(i).length() + 2);
        }
        return line.append(row.getLast()).toString();
    }

    private static String age(Duration age) {
        var seconds = Math.max(0, age.toSeconds());
        if (seconds < 60) {
            return seconds + " s";
        }
        return seconds < 3600
                ? seconds / 60 + " min " + seconds % 60 + " s"
                : seconds / 3600 + " h " + seconds / 60 % 60 + " min";
    }
}
