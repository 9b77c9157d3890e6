package dev.pitot.matrix;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** Whether what the threads of {@link Crush} counted is in the recording, or said to be missing. */
final class CrushChecks {
    /** What a thread did of one kind, by its own count. */
    private record Done(String thread, String event, long times) {
        static Done parse(String line) {
            var words = line.split(" ");
            return new Done(words[0], "pitot." + words[1], Long.parseLong(words[2]));
        }
    }

    private final Bills bills;
    private final Map<String, Long> recorded = new HashMap<>();
    private final Map<String, Long> lost = new HashMap<>();

    private CrushChecks(Results.Step step) {
        bills = new Bills(step.took());
    }

    static List<Check> of(Results results, Results.Step step) throws IOException {
        var checks = new CrushChecks(step);
        try (var file = new RecordingFile(results.recording("torture"))) {
            while (file.hasMoreEvents()) {
                checks.add(file.readEvent());
            }
        }
        return checks.checks(results.lines("torture.out").stream()
                .filter(line -> line.matches("\\w+-\\d+ \\w+ \\d+"))
                .map(Done::parse)
                .toList());
    }

    private void add(RecordedEvent event) {
        bills.add(event);
        var type = event.getEventType().getName();
        if (type.equals("pitot.DataLoss")) {
            lost.merge(String.valueOf(event.getString("event")), event.getLong("count"), Long::sum);
        } else if (!type.equals("pitot.ClassLoad") || Crush.CLASS.equals(event.getString("className"))) {
            if (event.hasField("osThreadName")) {
                recorded.merge(event.getString("osThreadName") + " " + type, 1L, Long::sum);
            }
        }
    }

    private List<Check> checks(List<Done> done) {
        var checks = new ArrayList<Check>();
        checks.add(bills.check("torture bills"));
        for (var event : new TreeSet<>(done.stream().map(Done::event).toList())) {
            checks.add(counts(
                    event,
                    done.stream().filter(each -> each.event().equals(event)).toList()));
        }
        if (done.isEmpty()) {
            checks.add(Check.failed("torture counts", "the threads counted nothing"));
        }
        return checks;
    }

    /** No thread has more than it did, and no more is missing of all than is said to be lost. */
    private Check counts(String event, List<Done> done) {
        var all = done.stream().mapToLong(Done::times).sum();
        var found = done.stream().mapToLong(this::found).sum();
        var tooMany = done.stream().filter(each -> found(each) > each.times()).count();
        var missing = all - found;
        var said = lost.getOrDefault(event, 0L);
        return Check.of(
                "torture counts",
                tooMany == 0 && missing <= said && found > 0,
                "%s: %d done, %d recorded, %d missing, of %d said to be lost%s",
                event.substring("pitot.".length()),
                all,
                found,
                missing,
                said,
                tooMany == 0 ? "" : "; more than it did on threads: " + tooMany);
    }

    private long found(Done done) {
        return recorded.getOrDefault(done.thread() + " " + done.event(), 0L);
    }
}
