package dev.pitot.report.model;

import org.jspecify.annotations.Nullable;

/**
 * The thread time of a collection's worker threads during it, in nanoseconds.
 *
 * @param count number of threads
 * @param worstRunQueueNanos longest wait of any one of them for a CPU
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
