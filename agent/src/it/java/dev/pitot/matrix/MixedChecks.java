package dev.pitot.matrix;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** Whether what {@link Mixed} did is in its recording, each once. */
final class MixedChecks {
    private final List<RecordedEvent> events;
    private final Results.Step step;
    private final Window window;
    private final List<RecordedEvent> marks;

    private MixedChecks(List<RecordedEvent> events, Results.Step step) {
        this.events = events;
        this.step = step;
        marks = all(Mark.NAME).toList();
        window = Window.between(marks.get(1), marks.get(2));
    }

    static List<Check> of(Results results, Results.Step step) throws IOException {
        var events = new ArrayList<>(RecordingFile.readAllEvents(results.recording(step.name())));
        events.sort((a, b) -> a.getStartTime().compareTo(b.getStartTime()));
        return new MixedChecks(events, step).checks();
    }

    /** The same of a JVM without privileges, in one check. Without uprobe_multi the helper has no events of libjvm. */
    static List<Check> throughHelper(Results results, Results.Step step) throws IOException {
        var its = of(results, step).stream().collect(Collectors.toMap(Check::feature, check -> check));
        var features = its.get("phases").passed()
                ? List.of("class loads", "reads", "sleeps", "parks", "collections", "bills")
                : List.of("reads", "bills");
        var checks = features.stream().map(its::get).toList();
        var told = checks.stream()
                .map(check -> check.feature() + " " + check.text())
                .collect(Collectors.joining("; "));
        return List.of(Check.of("helper", checks.stream().allMatch(Check::passed), "%s", told));
    }

    private List<Check> checks() {
        var bills = new Bills(step.took());
        events.forEach(bills::add);
        return Stream.concat(
                        Stream.of(
                                classLoads(),
                                exactly("reads", reads(), Mixed.READS),
                                exactly("sleeps", onMain("pitot.ThreadSleep").filter(this::isWork), Mixed.SLEEPS),
                                exactly("parks", onMain("pitot.ThreadPark").filter(this::isWork), Mixed.PARKS),
                                collections(),
                                bills.check("bills"),
                                way("phases", "pitot.ClassLoad"),
                                way("block I/O", "pitot.BlockIo")),
                        new HistogramChecks(events, marks.get(1), marks.get(2)).checks().stream())
                .toList();
    }

    private Check classLoads() {
        var names = onMain("pitot.ClassLoad")
                .map(event -> event.getString("className"))
                .filter(name -> name.startsWith(Mixed.CLASSES))
                .toList();
        var different = names.stream().distinct().count();
        return Check.of(
                "class loads",
                names.size() == Mixed.LOADS && different == Mixed.LOADS,
                "%d of %d classes, %d events",
                different,
                Mixed.LOADS,
                names.size());
    }

    /** The collector may find reasons of its own. */
    private Check collections() {
        var count = inWindow("pitot.GarbageCollection").count();
        return Check.of("collections", count >= Mixed.COLLECTIONS, "%d, asked for %d", count, Mixed.COLLECTIONS);
    }

    private Stream<RecordedEvent> reads() {
        return onMain("pitot.BlockIo")
                .filter(event -> "read".equals(event.getString("operation"))
                        && event.getLong("bytes") == Mixed.PAGE
                        && String.valueOf(event.getString("file")).endsWith("/data"));
    }

    /** Not the sleep of a mark. */
    private boolean isWork(RecordedEvent event) {
        return event.hasField("requested")
                ? event.getLong("requested") == Mixed.SLEEP_MILLIS * 1_000_000L
                : event.getLong("timeout") == Mixed.PARK_NANOS;
    }

    /** How it was attached; the events are there to show that it works. */
    private Check way(String feature, String event) {
        var status = all("pitot.ProbeStatus")
                .filter(each -> event.equals(each.getString("event")))
                .reduce((first, last) -> last);
        return status.map(last -> Check.of(feature, last.getBoolean("attached"), "%s", said(last)))
                .orElse(Check.failed(feature, "not in the recording"));
    }

    private static String said(RecordedEvent status) {
        return String.valueOf(status.getString(status.getBoolean("attached") ? "mechanism" : "reason"));
    }

    private static Check exactly(String feature, Stream<RecordedEvent> events, long expected) {
        var count = events.count();
        return Check.of(feature, count == expected, "%d of %d", count, expected);
    }

    private Stream<RecordedEvent> onMain(String type) {
        return inWindow(type).filter(event -> "main".equals(event.getString("osThreadName")));
    }

    private Stream<RecordedEvent> inWindow(String type) {
        return all(type).filter(window::has);
    }

    private Stream<RecordedEvent> all(String type) {
        return events.stream().filter(event -> event.getEventType().getName().equals(type));
    }
}
