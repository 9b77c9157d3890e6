package dev.pitot.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.consumer.RecordedEvent;
import org.jspecify.annotations.Nullable;

/** Gathers what the recording is: when, of which JVM, how many events, what was lost. */
final class HeaderCollector {

    private @Nullable Instant first;
    private Instant last = Instant.MIN;
    private @Nullable String jvm;
    private @Nullable String command;
    private final Map<String, Long> pitotEvents = new TreeMap<>();
    private long otherEvents;
    private final LossCollector losses = new LossCollector();

    void add(String type, RecordedEvent event) {
        addTime(event);
        if (type.startsWith("pitot.")) {
            pitotEvents.merge(type, 1L, Long::sum);
        } else {
            otherEvents++;
        }
        switch (type) {
            case "jdk.JVMInformation" -> addJvm(new Fields(event));
            case "pitot.DataLoss" -> losses.add(event);
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
                losses.losses());
    }
}
