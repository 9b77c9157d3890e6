package acme.orders;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** {@code SlowSpans FILE.jfr}: one slow span of each method, with its bill. */
public final class SlowSpans {
    private static final List<String> PARTS =
            List.of("onCpu", "runQueue", "ioWait", "blocked", "unmounted", "unaccounted");
    private static final double SLOW = 0.9; // so many of a method's spans are shorter
    private static final double MILLI = 1e6;

    private SlowSpans() {}

    /** Prints. */
    public static void main(String[] arguments) throws IOException {
        var spans = new TreeMap<String, List<RecordedEvent>>();
        try (var recording = new RecordingFile(Path.of(arguments[0]))) {
            while (recording.hasMoreEvents()) {
                var event = recording.readEvent();
                if (event.getEventType().getName().equals("pitot.Span")) {
                    spans.computeIfAbsent(method(event), any -> new ArrayList<>())
                            .add(event);
                }
            }
        }
        System.out.println("A slow span of each method, in ms. Nine of ten of its spans are shorter");
        spans.forEach((method, all) -> System.out.println("  " + method + "\n    " + text(slow(all))));
    }

    private static String method(RecordedEvent span) {
        var name = span.getString("className");
        return name.substring(name.lastIndexOf('.') + 1) + "." + span.getString("method");
    }

    private static RecordedEvent slow(List<RecordedEvent> spans) {
        spans.sort(Comparator.comparing(RecordedEvent::getDuration));
        return spans.get((int) (spans.size() * SLOW));
    }

    private static String text(RecordedEvent span) {
        var duration = millis(span.getDuration().toNanos());
        var noBill = span.getString("noBill");
        return duration + (noBill != null ? ": " + noBill : " = " + parts(span) + carrier(span) + disk(span));
    }

    /** Those that are not zero. */
    private static String parts(RecordedEvent span) {
        return PARTS.stream()
                .filter(part -> span.getLong(part) != 0)
                .map(part -> part + " " + millis(span.getLong(part)))
                .collect(Collectors.joining(" + "));
    }

    /** Part of the unmounted time. */
    private static String carrier(RecordedEvent span) {
        var waited = span.getLong("waitedForCarrier");
        return waited == 0 ? "" : "; of that waited for a carrier " + millis(waited);
    }

    private static String disk(RecordedEvent span) {
        var reads = span.getLong("blockReads");
        var writes = span.getLong("blockWrites");
        return (reads == 0 ? "" : "; reads " + reads) + (writes == 0 ? "" : "; writes " + writes);
    }

    private static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.3f", nanos / MILLI);
    }
}
