package dev.pitot.record;

import dev.pitot.jfr.ClassLoad;
import dev.pitot.jfr.Events;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import jdk.jfr.Event;

/**
 * From the kernel's clock to JFR's.
 *
 * <p>The kernel stamps with CLOCK_MONOTONIC, which {@code System.nanoTime()} reads too, in a time namespace with an offset; JFR counts
 * ticks, on x86 those of the TSC. The two drift apart by some parts per million, since NTP steers only the first. So a pair of both is taken about every
 * second, and a time is mapped from the last pair with the rate measured between the last two. The error of a pair is at most
 * half the time its reading took; that of a map grows from one pair to the next, which shows how far off it had become.
 *
 * <p>Durations are another matter: JFR's reader turns ticks into nanoseconds with a rate fixed for the file, so a duration is
 * written as that number of ticks which the reader turns back into exactly the kernel's nanoseconds.
 */
public final class Clock {
    private static final int TRIES = 16;
    private static final long INTERVAL = 1_000_000_000L;
    /** 36 years; in ticks it is still a long. */
    private static final long LONGEST = 1L << 60;

    private final List<Stamp> stamps = Events.ALL.stream().map(Stamp::of).toList();
    private final long kernelOffset;
    private final double readerTicksPerNano;
    private double ticksPerNano;
    private long baseNanos;
    private long baseTicks;
    private long worstErrorNanos;

    /** @param ticksPerSecond as JFR's file header has it; 0: not known, and measured */
    public Clock(long ticksPerSecond) {
        this(ticksPerSecond, 0, 0);
    }

    /**
     * @param kernelOffset what to add to the times in the kernel's records for CLOCK_MONOTONIC of this process: in a time namespace they
     *     are another's
     * @param kernelError how far off that can be
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

    /** To be asked first, once the event classes are registered: whether JFR keeps an event's times where Pitot sets them. */
    public static void requireFields() throws NoSuchFieldException {
        EventTimes.requireFields(ClassLoad.class); // they are all alike
    }

    /** Takes a new pair if the last is old. */
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

    /** JFR's ticks at a time of {@code System.nanoTime()}. */
    public long ticks(long nanos) {
        return baseTicks + Math.round((nanos - baseNanos) * ticksPerNano);
    }

    /** JFR's ticks at a time in a record of the kernel's. */
    long kernelTicks(long nanos) {
        return ticks(nanos + kernelOffset);
    }

    /** The ticks that a reader of the recording turns into this many nanoseconds; at least 1, since 0 means "not set". */
    public long durationTicks(long nanos) {
        var wanted = Math.min(nanos, LONGEST);
        var ticks = (long) Math.ceil(wanted * readerTicksPerNano);
        while ((long) (ticks / readerTicksPerNano) < wanted) {
            ticks++; // jdk.jfr.internal.consumer.TimeConverter truncates this very division
        }
        return Math.max(1, ticks);
    }

    /** The largest error, in nanoseconds, that a time may have had that was mapped before the last pair was taken. */
    public long worstErrorNanos() {
        return worstErrorNanos;
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

    /** @return its error at most, in nanoseconds */
    private long readPair() {
        var stamp = stamps.stream().filter(Stamp::isEnabled).findFirst().orElse(null);
        if (stamp == null) {
            return 0; // nobody records
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

    /** An event whose {@code begin()} tells the ticks: not while it is disabled, then that does nothing (on JDK 25). */
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
