package dev.pitot.matrix;

import java.time.Duration;
import java.time.Instant;
import jdk.jfr.consumer.RecordedEvent;

/** A stretch of time in a recording. */
record Window(Instant start, Instant end) {
    /** From the begin of the first mark to the end of the second. */
    static Window between(RecordedEvent first, RecordedEvent second) {
        return new Window(first.getStartTime(), second.getEndTime());
    }

    /** Whether the event lies wholly in it. */
    boolean has(RecordedEvent event) {
        return !event.getStartTime().isBefore(start) && hasEnd(event);
    }

    /** Whether the event ends in it: then it is counted in a histogram. */
    boolean hasEnd(RecordedEvent event) {
        return event.getEndTime().isAfter(start) && !event.getEndTime().isAfter(end);
    }

    /** Wider at both ends, or narrower. */
    Window widened(Duration by) {
        return new Window(start.minus(by), end.plus(by));
    }
}
