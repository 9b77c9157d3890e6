package dev.pitot.record;

import dev.pitot.jfr.ClassLoad;
import dev.pitot.jfr.Events;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import jdk.jfr.Event;

/**
 * Converts the kernel's clock to JFR's.
 *
 * <p>The kernel's time stamps are CLOCK_MONOTONIC. {@code System.nanoTime()} reads the same clock, with an offset in a
 * time namespace. JFR counts ticks, on x86 those of the TSC. The two drift apart by some parts per million, since NTP
 * steers only the first.
 *
 * <p>So about every second the clock reads a pair of both. It maps a time from the last pair, with the rate between the
 * last two. The error of a pair is at most half of the time its reading took. The error of the mapping grows until the
 * next pair, which reveals it.
 *
 * <p>Durations are different. JFR's reader converts ticks to nanoseconds with a rate fixed for the file. So a duration
 * is written as the number of ticks that the reader converts to exactly the kernel's nanoseconds.
 */
public final class Clock {
    private static final int TRIES = 16;
    private static final long INTERVAL = 1_000_000_000L;
    /** 36 years; in ticks it still fits into a long. */
    private static final long MAX_NANOS = 1L << 60;

    private final List<Stamp> stamps = Events.ALL.stream().map(Stamp::of).toList();
    private final long kernelOffset;
    private final double readerTicksPerNano;
    private double ticksPerNano;
    private long baseNanos;
    private long baseTicks;
    private long worstErrorNanos;

    /**
     * Creates a clock.
     *
     * @param ticksPerSecond rate in JFR's file header; 0 if unknown, then it is measured
     */
    public Clock(long ticksPerSecond) {
        this(ticksPerSecond, 0, 0);
    }

    /**
     * Creates a clock for records of another time namespace.
     *
     * @param kernelOffset nanoseconds to add to the kernel's times to get CLOCK_MONOTONIC of this process
     * @param kernelError maximum error of that offset
     */
    public Clock(long ticksPerSecond, long kernelOffset, long kernelError) {
        this.kernelOffset = kernelOffset;
        atMost(kernelError);
        readPair();
        if (ticksPerSecond > 0) {
            ticksPerNano = ticksPerSecond / 1e9;
        } else {
            ticksPerNano = measure();
        }
        readerTicksPerNano = ticksPerNano;
    }

    /**
     * Checks that this JDK's JFR has the fields in which Pitot sets an event's times. Call it first, once the event
     * classes are registered.
     */
    public static void requireFields() throws NoSuchFieldException {
        EventTimes.requireFields(ClassLoad.class); // all event classes are alike
    }

    /** Reads a new pair if the last one is old. */
    public void recalibrate() {
        if (System.nanoTime() - baseNanos < INTERVAL) {
            return;
        }
        var nanos = baseNanos;
        var ticks = baseTicks;
        var pairError = readPair();
        if (ticks != 0 && baseNanos != nanos) {
            var predicted = ticks + Math.round((baseNanos - nanos) * ticksPerNano);
            atMost(Math.round(Math.abs(predicted - baseTicks) / ticksPerNano) + pairError);
            ticksPerNano = (double) (baseTicks - ticks) / (baseNanos - nanos);
        }
    }

    /** Returns JFR's ticks at a time of {@code System.nanoTime()}. */
    public long ticks(long nanos) {
        return baseTicks + Math.round((nanos - baseNanos) * ticksPerNano);
    }

    /** Returns JFR's ticks at a time in a kernel record. */
    long kernelTicks(long nanos) {
        return ticks(nanos + kernelOffset);
    }

    /**
     * Returns the ticks that a reader of the recording converts to this many nanoseconds; at least 1, since 0 means
     * "not set".
     */
    public long durationTicks(long nanos) {
        return durationTicks(nanos, readerTicksPerNano);
    }

    static long durationTicks(long nanos, double readerTicksPerNano) {
        var wanted = Math.min(nanos, MAX_NANOS);
        var ticks = (long) Math.ceil(wanted * readerTicksPerNano);
        while ((long) (ticks / readerTicksPerNano) < wanted) {
            ticks++; // jdk.jfr.internal.consumer.TimeConverter truncates exactly this division
        }
        return Math.max(1, ticks);
    }

    /** Returns the maximum error, in nanoseconds, of the times mapped before the last pair. */
    public long worstErrorNanos() {
        return worstErrorNanos;
    }

    /** Returns the rate with which a reader of the recording converts ticks. */
    double ticksPerNano() {
        return readerTicksPerNano;
    }

    private void atMost(long errorNanos) {
        worstErrorNanos = Math.max(worstErrorNanos, errorNanos);
    }

    private double measure() {
        var nanos = baseNanos;
        var ticks = baseTicks;
        while (System.nanoTime() - nanos < 20_000_000L) {
            Thread.onSpinWait();
        }
        readPair();
        return baseNanos == nanos ? 1 : (double) (baseTicks - ticks) / (baseNanos - nanos);
    }

    /**
     * Reads a pair of both clocks.
     *
     * @return maximum error of the pair, in nanoseconds
     */
    private long readPair() {
        var stamp = stamps.stream().filter(Stamp::isEnabled).findFirst().orElse(null);
        if (stamp == null) {
            return 0; // no recording runs
        }
        var errorNanos = Long.MAX_VALUE;
        for (var i = 0; i < TRIES; i++) {
            var before = System.nanoTime();
            var ticks = stamp.read();
            var after = System.nanoTime();
            var error = (after - before + 1) / 2;
            if (error < errorNanos) {
                errorNanos = error;
                baseNanos = before + (after - before) / 2;
                baseTicks = ticks;
            }
        }
        atMost(errorNanos);
        return errorNanos;
    }

    /** An event whose {@code begin()} reads the ticks. On JDK 25 it does nothing while the event is disabled. */
    private record Stamp(Event event, VarHandle startTime) {
        static Stamp of(Class<? extends Event> type) {
            try {
                return new Stamp(
                        type.getConstructor().newInstance(),
                        EventTimes.handle(type, "startTime", MethodHandles.lookup()));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(type + " has no public constructor", e);
            }
        }

        boolean isEnabled() {
            return event.isEnabled();
        }

        long read() {
            event.begin();
            return (long) startTime.get(event);
        }
    }
}
