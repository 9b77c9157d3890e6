package dev.pitot.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/**
 * What a traced JVM left behind.
 *
 * @param exit its exit status
 * @param recording the file, which there is only if something was recorded
 */
public record Run(int exit, String out, String err, Path recording) {
    public List<RecordedEvent> events() throws IOException {
        return RecordingFile.readAllEvents(recording);
    }

    /** The events of one type, in order of their start. */
    public List<RecordedEvent> events(String type) throws IOException {
        return events().stream()
                .filter(event -> event.getEventType().getName().equals(type))
                .sorted((a, b) -> a.getStartTime().compareTo(b.getStartTime()))
                .toList();
    }
}
