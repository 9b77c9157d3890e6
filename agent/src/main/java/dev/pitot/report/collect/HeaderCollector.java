package dev.pitot.report.collect;

import dev.pitot.report.model.EventFields;
import dev.pitot.report.model.Extent;
import dev.pitot.report.model.Header;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.consumer.RecordedEvent;
import org.jspecify.annotations.Nullable;

/** Gathers the recording's own data: time, JVM, number of events, losses. */
final class HeaderCollector {

    private @Nullable String jvm;
    private @Nullable String command;
    private final Map<String, Long> pitotEvents = new TreeMap<>();
    private long otherEvents;
    private final LossCollector losses = new LossCollector();

    void add(String type, RecordedEvent event) {
        if (type.startsWith("pitot.")) {
            pitotEvents.merge(type, 1L, Long::sum);
        } else {
            otherEvents++;
        }
        switch (type) {
            case "jdk.JVMInformation" -> addJvm(new EventFields(event));
            case "pitot.DataLoss" -> losses.add(event);
            default -> {}
        }
    }

    private void addJvm(EventFields event) {
        var name = event.text("jvmName");
        var version = event.text("jvmVersion");
        // HotSpot's version text begins with its name.
        jvm = version == null ? name : name == null || version.startsWith(name) ? version : name + ", " + version;
        command = event.text("javaArguments");
    }

    Header header(Path file, Extent extent) throws IOException {
        return new Header(
                file.toString(),
                Files.size(file),
                extent.start(),
                extent.nanos(),
                jvm,
                command,
                pitotEvents,
                otherEvents,
                losses.losses());
    }
}
