package dev.pitot.report.model;

import java.time.Duration;
import java.time.Instant;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedThread;
import org.jspecify.annotations.Nullable;

/**
 * An event whose fields may be absent or of another type, because the recording may be older or newer than this reader.
 * An absent field is 0, {@code false} or null.
 */
public record EventFields(RecordedEvent event) {
    /** A limit that fits class paths, the longest texts. Many texts are kept, and each is printed. */
    private static final int MAX_LENGTH = 1 << 16;

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

    /** Returns the text of a field, or null if it is absent, null or empty. */
    @Nullable
    public String text(String name) {
        return event.hasField(name) && event.getValue(name) instanceof String text && !text.isEmpty()
                ? cut(text)
                : null;
    }

    private static String cut(String text) {
        return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "…";
    }

    /**
     * Returns the Java thread that the event is about. The field {@code eventThread} has the thread that committed the
     * event.
     */
    @Nullable
    RecordedThread thread() {
        return event.hasField("thread") && event.getValue("thread") instanceof RecordedThread thread ? thread : null;
    }

    /** Converts a duration. JFR marks "not set" by durations beyond a long, which count as 0. */
    private static long nanos(Duration duration) {
        try {
            return duration.toNanos();
        } catch (ArithmeticException notSet) {
            return 0;
        }
    }
}
