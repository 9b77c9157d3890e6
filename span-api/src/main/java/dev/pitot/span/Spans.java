package dev.pitot.span;

/**
 * Spans without an object, where not even a short-lived one may be allocated:
 *
 * <pre>{@code
 * long span = Spans.begin("checkout");
 * try {
 *     ...
 * } finally {
 *     Spans.end(span);
 * }
 * }</pre>
 *
 * Such a span has no tags. Otherwise it is like a {@link Span}.
 */
public final class Spans {
    private Spans() {}

    /**
     * Begins a span on the current thread.
     *
     * @param name one of few names, such as a constant
     * @return a token for {@link #end}; 0 if nothing records the span
     */
    public static long begin(String name) {
        return Bridge.begin(name);
    }

    /**
     * Ends a span, on the thread that it began on. A token of another thread, of a span that has ended, or 0 has no effect.
     */
    public static void end(long token) {
        if (token != 0) {
            Bridge.end(token, null);
        }
    }
}
