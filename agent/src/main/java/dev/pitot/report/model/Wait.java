package dev.pitot.report.model;

import java.time.Instant;

/**
 * One stretch in which a thread did not run, or waited for a page.
 *
 * @param detail who ran instead, who woke it, for what it waited; or empty
 */
public record Wait(Instant start, ThreadRef thread, long durationNanos, String detail) {

    public static Wait runQueue(EventFields event) {
        var instead = event.text("runnerName");
        return of(event, instead == null ? "" : "instead ran " + instead);
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
