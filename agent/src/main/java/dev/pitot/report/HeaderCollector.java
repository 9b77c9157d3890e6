package dev.pitot.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import jdk.jfr.consumer.RecordedEvent;
import org.jspecify.annotations.Nullable;

/** Gathers what the recording is: when, of which JVM, how many events, what was lost. */
final class HeaderCollector {

    private static final Set<String> OWN_TO_JFR = Set.of("startTime", "duration", "eventThread", "stackTrace");

    private @Nullable Instant first;
    private Instant last = Instant.MIN;
    private @Nullable String jvm;
    private @Nullable String command;
    private final Map<String, Long> pitotEvents = new TreeMap<>();
    private long otherEvents;
    private final Tally<String, Loss> losses = new Tally<>("other losses", what -> new Loss(what, 0));

    void add(String type, RecordedEvent event) {
        addTime(event);
        if (type.startsWith("pitot.")) {
            pitotEvents.merge(type, 1L, Long::sum);
        } else {
            otherEvents++;
        }
        switch (type) {
            case "jdk.JVMInformation" -> addJvm(new Fields(event));
            case "pitot.DataLoss" -> addLoss(event);
            default -> {}
        }
    }

    private void addTime(RecordedEvent event) {
        var start = event.getStartTime();
        var end = event.getEndTime();
        if (first == null || start.isBefore(first)) {
            first = start;
        }
        if (end.isAfter(last)) {
            last = end;
        }
    }

    private void addJvm(Fields event) {
        var name = event.text("jvmName");
        var version = event.text("jvmVersion");
        // HotSpot's version text begins with its name.
        jvm = version == null ? name : name == null || version.startsWith(name) ? version : name + ", " + version;
        command = event.text("javaArguments");
    }

    private void addLoss(RecordedEvent event) {
        var what = new StringJoiner(", ");
        var count = 0L;
        for (var field : event.getFields()) {
            switch (OWN_TO_JFR.contains(field.getName()) ? null : event.getValue(field.getName())) {
                case Number number -> count += number.longValue();
                case String text -> what.add(text);
                case null, default -> {}
            }
        }
        var lost = count;
        losses.add(what.toString(), loss -> new Loss(loss.what(), loss.count() + lost));
    }

    Header header(Path file) throws IOException {
        var nanos = first == null ? 0 : Duration.between(first, last).toNanos();
        return new Header(
                file.toString(),
                Files.size(file),
                first,
                nanos,
                jvm,
                command,
                pitotEvents,
                otherEvents,
                List.copyOf(losses.totals()));
    }
}
