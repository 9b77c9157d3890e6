package dev.pitot.report.collect;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/** JFR's clock, as far as tests need it: how many ticks a stretch of time has, found by measuring one. */
final class Ticks {

    private static final double PER_NANO = measure();

    private Ticks() {}

    static long of(long nanos) {
        return Math.round(nanos * PER_NANO);
    }

    private static double measure() {
        var first = new ForgedEvents.ThreadPark();
        var last = new ForgedEvents.ThreadPark();
        try {
            var startTime = MethodHandles.privateLookupIn(ForgedEvents.ThreadPark.class, MethodHandles.lookup())
                    .findVarHandle(ForgedEvents.ThreadPark.class, "startTime", long.class);
            return measure(first, last, startTime);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("JFR adds no field startTime", e);
        }
    }

    private static double measure(ForgedEvents.ThreadPark first, ForgedEvents.ThreadPark last, VarHandle startTime) {
        var start = System.nanoTime();
        first.begin();
        LockSupport.parkNanos(20_000_000);
        var end = System.nanoTime();
        last.begin();
        return ((long) startTime.get(last) - (long) startTime.get(first)) / (double) (end - start);
    }
}
