package dev.pitot.span;

/**
 * A part of a program's work whose duration a recording explains:
 *
 * <pre>{@code
 * try (Span span = Span.begin("checkout")) {
 *     span.tag("order", order.id());
 *     ...
 * }
 * }</pre>
 *
 * A span that lasts at least the threshold of the event {@code pitot.Span} is in the recording. It begins and ends on one
 * thread. If it is closed on another one or never, it is not recorded, and may seem the parent of later ones. Nothing
 * happens in a program without Pitot's agent, or in one that is not recorded.
 */
public final class Span implements AutoCloseable {
    private static final int MAX_TAGS = 8;
    private static final Span NONE = new Span(0);

    private final long token;
    private Object[] tags; // keys and values in turn
    private int size;

    private Span(long token) {
        this.token = token;
    }

    /**
     * Begins a span on the current thread.
     *
     * @param name one of few names, such as a constant. What varies belongs into a tag
     */
    public static Span begin(String name) {
        long token = Bridge.begin(name);
        return token == 0 ? NONE : new Span(token);
    }

    /**
     * Adds a tag. A span keeps the first eight.
     *
     * @param value becomes text when the span ends, and only if the span lasts long enough
     */
    public Span tag(String key, Object value) {
        if (token != 0) {
            add(key, value);
        }
        return this;
    }

    /** Adds a tag like {@link #tag(String, Object)}, without an object for its value if nothing records the span. */
    public Span tag(String key, long value) {
        if (token != 0) {
            add(key, value);
        }
        return this;
    }

    /** Threads that do this at once may lose a tag, and nothing else. */
    private void add(String key, Object value) {
        Object[] all = tags;
        if (all == null) {
            all = new Object[2 * MAX_TAGS];
            tags = all;
        }
        int at = size;
        if (at < all.length && key != null) {
            all[at + 1] = value;
            all[at] = key;
            size = at + 2;
        }
    }

    /** Ends the span. To close it again has no effect. */
    @Override
    public void close() {
        if (token != 0) {
            Bridge.end(token, tags);
        }
    }
}
