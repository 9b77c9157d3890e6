package dev.pitot.matrix;

import dev.pitot.testkit.Bill;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import jdk.jfr.consumer.RecordedEvent;

/** Looks at bill after bill: its four parts are its duration to the nanosecond, or the bill is wrong. */
final class Bills {
    private final Duration longest;
    private final List<String> wrong = new ArrayList<>();
    private long count;

    /** @param longest how long the whole run lasted */
    Bills(Duration longest) {
        this.longest = longest;
    }

    void add(RecordedEvent event) {
        if (event.hasField("unaccounted")) {
            count++;
            var bill = Bill.of(event);
            if (bill.smallestPart() < 0 || bill.unaccounted() != 0 || bill.sum() != bill.duration()) {
                wrong.add(event.getEventType().getName() + " " + bill);
            } else if (bill.duration() > longest.toNanos()) {
                wrong.add(event.getEventType().getName() + " longer than the run: " + bill);
            }
        }
    }

    Check check(String feature) {
        return Check.of(
                feature,
                wrong.isEmpty() && count > 0,
                "%d of %d do not add up%s",
                wrong.size(),
                count,
                wrong.isEmpty() ? "" : ", the first: " + wrong.getFirst());
    }
}
