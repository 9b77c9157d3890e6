package dev.pitot.record;

import dev.pitot.jfr.Span;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** Sets the times of a span, on the thread that ends it. */
public final class SpanTimes {
    private final VarHandle startTime;
    private final VarHandle duration;
    private final double ticksPerNano;

    /** @param ticksPerSecond rate of JFR's clock; 0 if unknown */
    public SpanTimes(long ticksPerSecond) {
        var lookup = MethodHandles.lookup();
        startTime = EventTimes.handle(Span.class, "startTime", lookup);
        duration = EventTimes.handle(Span.class, "duration", lookup);
        ticksPerNano = new Clock(ticksPerSecond).ticksPerNano();
    }

    /**
     * Sets times of {@code System.nanoTime()}. The start is counted back from the present moment, in which both clocks are
     * read.
     */
    public void set(Span event, long start, long end) {
        var before = System.nanoTime();
        event.begin();
        var after = System.nanoTime();
        var ticks = (long) startTime.get(event);
        startTime.set(event, ticks - Math.round((before + (after - before) / 2 - start) * ticksPerNano));
        duration.set(event, Clock.durationTicks(end - start, ticksPerNano));
    }
}
