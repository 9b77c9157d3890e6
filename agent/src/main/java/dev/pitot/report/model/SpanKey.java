package dev.pitot.report.model;

import org.jspecify.annotations.Nullable;

/**
 * What spans have in common that are added up.
 *
 * @param className null for a span that has a name of its own
 * @param method the method with the types of its parameters, or that name
 */
public record SpanKey(@Nullable String className, String method) {
    /** Spans whose own key is one too many. */
    public static final SpanKey OTHERS = new SpanKey(null, "(other spans)");

    private static final String UNNAMED = "(no name)";

    public static SpanKey of(EventFields event) {
        var method = event.text("method");
        return new SpanKey(event.text("className"), method == null ? UNNAMED : method);
    }
}
