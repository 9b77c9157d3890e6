package dev.pitot.report.model;

import java.time.Instant;

/**
 * A stretch in which a thread did not run, or waited for a page.
 *
 * @param detail thread that ran meanwhile, thread that woke it, or cause of the wait; may be empty
 */
public record Wait(Instant start, ThreadRef thread, long durationNanos, String detail) {

    public static Wait runQueue(EventFields event) {
        var instead = event.text("runnerName");
        return of(event, instead == null ? "" : "while " + instead + " ran");
    }

    public static Wait offCpu(EventFields event) {
        var waker = event.text("wakerName");
        var why = event.flag("waitedForIo") ? "for I/O" : "blocked";
        return of(event, waker == null ? why : why + ", woken by " + waker);
    }

    public static Wait majorFault(EventFields event) {
        var phase = event.text("phase");
        return of(event, phase == null ? "" : "in " + phase);
    }

    private static Wait of(EventFields event, String detail) {
        return new Wait(event.start(), ThreadRef.of(event), event.durationNanos(), detail);
    }
}
