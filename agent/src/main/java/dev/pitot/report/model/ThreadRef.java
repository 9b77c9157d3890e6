package dev.pitot.report.model;

import org.jspecify.annotations.Nullable;

/**
 * A thread as an event names it. Threads of the VM have no Java thread to point at, and one that has ended may be gone
 * from the chunk's pool, so the plain fields {@code osThreadId} and {@code osThreadName} come first.
 *
 * @param id the operating system's thread id, or 0 when the event does not say
 */
public record ThreadRef(long id, String name) {

    private static final String UNKNOWN = "(unknown thread)";

    public static ThreadRef of(EventFields event) {
        var thread = event.thread();
        var id = event.number("osThreadId");
        if (id <= 0 && thread != null) {
            id = thread.getOSThreadId();
        }
        return new ThreadRef(id, name(event, thread == null ? null : thread.getJavaName(), id));
    }

    private static String name(EventFields event, @Nullable String javaName, long id) {
        if (javaName != null && !javaName.isEmpty()) {
            return javaName;
        }
        var osName = event.text("osThreadName");
        if (osName != null) {
            return osName;
        }
        return id > 0 ? "thread " + id : UNKNOWN;
    }
}
