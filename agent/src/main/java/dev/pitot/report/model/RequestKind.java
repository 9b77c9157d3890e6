package dev.pitot.report.model;

/**
 * Block requests that are in one histogram.
 *
 * @param async whether the kernel wrote back by itself; else a thread of this JVM asked
 * @param queued whether their time in the queue is in it; else that from when the driver got them
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
