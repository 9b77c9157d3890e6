package dev.pitot.testkit;

import jdk.jfr.consumer.RecordedEvent;

/** The bill of a recorded event; all in nanoseconds. */
public record Bill(long onCpu, long runQueue, long ioWait, long blocked, long unaccounted, long duration) {
    public static Bill of(RecordedEvent event) {
        return new Bill(
                event.getLong("onCpu"),
                event.getLong("runQueue"),
                event.getLong("ioWait"),
                event.getLong("blocked"),
                event.getLong("unaccounted"),
                event.getDuration().toNanos());
    }

    /** What the four parts and the residual add up to. */
    public long sum() {
        return onCpu + runQueue + ioWait + blocked + unaccounted;
    }

    public long smallestPart() {
        return Math.min(Math.min(onCpu, runQueue), Math.min(ioWait, blocked));
    }

    public Bill plus(Bill other) {
        return new Bill(
                onCpu + other.onCpu,
                runQueue + other.runQueue,
                ioWait + other.ioWait,
                blocked + other.blocked,
                unaccounted + other.unaccounted,
                duration + other.duration);
    }
}
