package dev.pitot.report.model;

/**
 * The kind of block requests that one histogram counts.
 *
 * @param async whether the kernel wrote back later; otherwise a thread of this JVM asked
 * @param queued whether the time in the queue is included; otherwise the time starts at the driver
 */
public record RequestKind(String device, String operation, boolean async, boolean queued) {

    public static final RequestKind OTHERS = new RequestKind("(other devices)", "(any operation)", false, false);

    public static RequestKind of(EventFields event) {
        var device = event.text("device");
        var operation = event.text("operation");
        return new RequestKind(
                device == null ? "(unknown device)" : device,
                operation == null ? "(unknown operation)" : operation,
                event.flag("async"),
                event.flag("queued"));
    }
}
