package dev.pitot.report.model;

import org.jspecify.annotations.Nullable;

/**
 * What the worker threads of a collection did during it, all together: thread time, in nanoseconds.
 *
 * @param count how many threads
 * @param worstRunQueueNanos the longest that any one of them waited for a CPU
 */
public record Workers(
        long count, long onCpuNanos, long runQueueNanos, long ioWaitNanos, long blockedNanos, long worstRunQueueNanos) {

    static @Nullable Workers of(EventFields event) {
        var count = event.number("workers");
        if (count <= 0) {
            return null;
        }
        return new Workers(
                count,
                event.nanos("workersOnCpu"),
                event.nanos("workersRunQueue"),
                event.nanos("workersIoWait"),
                event.nanos("workersBlocked"),
                event.nanos("workersWorstRunQueue"));
    }
}
