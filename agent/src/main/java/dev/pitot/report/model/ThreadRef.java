package dev.pitot.report.model;

import org.jspecify.annotations.Nullable;

/**
 * A thread as an event names it. It prefers the plain fields {@code osThreadId} and {@code osThreadName}: threads of
 * the VM are no Java threads, and an ended thread may be gone from the chunk's pool.
 *
 * @param id operating system's thread id; 0 if the event has none
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
