package dev.pitot.report.model;

/** A thread's use of the disk, of memory and of the scheduler during a stretch of time: counts and bytes. */
public record Activity(
        long blockReads,
        long blockReadBytes,
        long blockWrites,
        long blockWriteBytes,
        long blockFlushes,
        long blockDiscards,
        long blockDiscardBytes,
        long blockOthers,
        long majorFaults,
        long minorFaults,
        long voluntarySwitches,
        long involuntarySwitches,
        long migrations) {

    /** No use. */
    public static final Activity NONE = new Activity(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    static Activity of(EventFields event) {
        return new Activity(
                event.number("blockReads"),
                event.number("blockReadBytes"),
                event.number("blockWrites"),
                event.number("blockWriteBytes"),
                event.number("blockFlushes"),
                event.number("blockDiscards"),
                event.number("blockDiscardBytes"),
                event.number("blockOthers"),
                event.number("majorFaults"),
                event.number("minorFaults"),
                event.number("voluntarySwitches"),
                event.number("involuntarySwitches"),
                event.number("migrations"));
    }

    /** Returns the sum of both. */
    public Activity plus(Activity other) {
        return new Activity(
                blockReads + other.blockReads,
                blockReadBytes + other.blockReadBytes,
                blockWrites + other.blockWrites,
                blockWriteBytes + other.blockWriteBytes,
                blockFlushes + other.blockFlushes,
                blockDiscards + other.blockDiscards,
                blockDiscardBytes + other.blockDiscardBytes,
                blockOthers + other.blockOthers,
                majorFaults + other.majorFaults,
                minorFaults + other.minorFaults,
                voluntarySwitches + other.voluntarySwitches,
                involuntarySwitches + other.involuntarySwitches,
                migrations + other.migrations);
    }
}
