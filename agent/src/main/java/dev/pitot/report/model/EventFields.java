package dev.pitot.report.model;

import java.time.Duration;
import java.time.Instant;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedThread;
import org.jspecify.annotations.Nullable;

/**
 * An event whose fields may be missing or of another type than expected: a recording can be older or newer than this
 * reader. What is not there is 0, {@code false} or null.
 */
public record EventFields(RecordedEvent event) {
    /** Of class paths, the longest of all; many texts are kept, and each is printed. */
    private static final int LONGEST = 1 << 16;

    public Instant start() {
        return event.getStartTime();
    }

    public long durationNanos() {
        return nanos(event.getDuration());
    }

    public long nanos(String name) {
        if (!event.hasField(name)) {
            return 0;
        }
        try {
            return nanos(event.getDuration(name));
        } catch (IllegalArgumentException notATimespan) {
            return number(name);
        }
    }

    public long number(String name) {
        return event.hasField(name) && event.getValue(name) instanceof Number number ? number.longValue() : 0;
    }

    public double decimal(String name) {
        return event.hasField(name) && event.getValue(name) instanceof Number number ? number.doubleValue() : 0;
    }

    public boolean flag(String name) {
        return event.hasField(name) && event.getValue(name) instanceof Boolean flag && flag;
    }

    /** The text of a field, or null when it is absent, null or empty. */
    @Nullable
    public String text(String name) {
        return event.hasField(name) && event.getValue(name) instanceof String text && !text.isEmpty()
                ? cut(text)
                : null;
    }

    private static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }

    /** The Java thread that the event is about: never {@code eventThread}, which is the one that committed it. */
    @Nullable
    RecordedThread thread() {
        return event.hasField("thread") && event.getValue("thread") instanceof RecordedThread thread ? thread : null;
    }

    /** JFR has durations that no long holds, for "not set": those count as nothing. */
    private static long nanos(Duration duration) {
        try {
            return duration.toNanos();
        } catch (ArithmeticException notSet) {
            return 0;
        }
    }
}
