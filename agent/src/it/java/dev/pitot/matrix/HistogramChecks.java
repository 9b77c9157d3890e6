package dev.pitot.matrix;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordedEvent;

/** Whether the histograms' rows between two marks are what the single events of the same time add up to. */
final class HistogramChecks {
    /** What ended so near to an end of the window may be in it or not: the histograms are read, and then the clock. */
    private static final Duration EDGE = Duration.ofMillis(100);

    private final List<RecordedEvent> events;
    private final RecordedEvent begin;
    private final RecordedEvent end;
    private final Window marks;

    HistogramChecks(List<RecordedEvent> events, RecordedEvent begin, RecordedEvent end) {
        this.events = events;
        this.begin = begin;
        this.end = end;
        marks = Window.between(begin, end);
    }

    List<Check> checks() {
        return List.of(blockRequests(), waits(), running());
    }

    /** Each request is in a row, to the nanosecond but for what ended at an edge. */
    private Check blockRequests() {
        var rows = rows("pitot.BlockIoLatency", row -> row.getBoolean("queued"));
        var surely = all("pitot.BlockIo")
                .filter(span(rows).widened(EDGE.negated())::hasEnd)
                .toList();
        var atMost =
                all("pitot.BlockIo").filter(span(rows).widened(EDGE)::hasEnd).toList();
        var count = sum(rows, "count");
        var total = sum(rows, "total");
        return Check.of(
                "block rows",
                surely.size() <= count
                        && count <= atMost.size()
                        && count > 0
                        && time(surely) <= total
                        && total <= time(atMost),
                "%d requests of %d ns, events %d to %d of %d to %d ns",
                count,
                total,
                surely.size(),
                atMost.size(),
                time(surely),
                time(atMost));
    }

    /** At threshold 0 each wait for a CPU is an event; those of Pitot's own threads are none. */
    private Check waits() {
        var rows = rows("pitot.RunQueueLatency", row -> !"Pitot".equals(row.getString("kind")));
        var span = span(rows);
        var surely = all("pitot.RunQueueWait")
                .filter(span.widened(EDGE.negated())::hasEnd)
                .count();
        var atMost =
                all("pitot.RunQueueWait").filter(span.widened(EDGE)::hasEnd).count();
        var count = sum(rows, "count");
        return Check.of(
                "wait rows",
                surely <= count && count <= atMost && count > 0,
                "%d waits for a CPU, events %d to %d",
                count,
                surely,
                atMost);
    }

    /** The time that threads ran is the same in rows and in bills, but for what runs at an end of the window. */
    private Check running() {
        var rows = rows("pitot.OnCpuTime", row -> true);
        var closing = new Window(begin.getEndTime(), end.getEndTime());
        var bills = all("pitot.ThreadCpu").filter(closing::hasEnd).toList();
        var edges = nanos(begin) + nanos(end); // while a mark is set, its thread runs, and is on one side or the other
        var inRows = sum(rows, "total");
        var inBills = sum(bills, "onCpu");
        return Check.of(
                "running rows",
                inRows > 0 && Math.abs(inRows - inBills) < inBills / 50 + edges,
                "%.6f s on a CPU, bills %.6f s",
                inRows / 1e9,
                inBills / 1e9);
    }

    private List<RecordedEvent> rows(String type, Predicate<RecordedEvent> which) {
        return all(type).filter(marks::has).filter(which).toList();
    }

    /** From the begin of the first row to the end of the last; of no rows, nothing. */
    private Window span(List<RecordedEvent> rows) {
        var start = rows.stream().map(RecordedEvent::getStartTime).min(java.time.Instant::compareTo);
        var end = rows.stream().map(RecordedEvent::getEndTime).max(java.time.Instant::compareTo);
        return new Window(start.orElse(marks.start()), end.orElse(marks.start()));
    }

    private static long sum(List<RecordedEvent> events, String field) {
        return events.stream().mapToLong(event -> event.getLong(field)).sum();
    }

    private static long time(List<RecordedEvent> events) {
        return events.stream().mapToLong(HistogramChecks::nanos).sum();
    }

    private static long nanos(RecordedEvent event) {
        return event.getDuration().toNanos();
    }

    private Stream<RecordedEvent> all(String type) {
        return events.stream().filter(event -> event.getEventType().getName().equals(type));
    }
}
