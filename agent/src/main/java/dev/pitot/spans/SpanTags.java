package dev.pitot.spans;

import java.lang.reflect.Array;
import org.jspecify.annotations.Nullable;

/** The tags of a span as one text: {@code order=4711, user=mary}. */
final class SpanTags {
    private static final int MAX = 8;
    private static final int MAX_LENGTH = 100;

    private SpanTags() {}

    /** @param tags keys and values in turn, up to the first key that is null */
    static @Nullable String text(@Nullable Object @Nullable [] tags) {
        if (tags == null) {
            return null;
        }
        var text = new StringBuilder();
        for (var i = 0; i + 1 < Math.min(tags.length, 2 * MAX) && tags[i] != null; i += 2) {
            text.append(text.isEmpty() ? "" : ", ").append(cut(tags[i] + "=" + cut(text(tags[i + 1]))));
        }
        return text.isEmpty() ? null : text.toString();
    }

    /** Runs code of the application. Whatever it throws must not end the application's own work. */
    private static String text(@Nullable Object value) {
        try {
            return value != null && value.getClass().isArray() ? array(value) : String.valueOf(value);
        } catch (Throwable t) {
            return "?";
        }
    }

    /** What {@code toString()} gives of an array has no content either. */
    private static String array(Object value) {
        var of = value.getClass().getComponentType().getTypeName();
        return TypeNames.simple(of) + "[" + Array.getLength(value) + "]";
    }

    private static String cut(String tag) {
        return tag.length() <= MAX_LENGTH ? tag : tag.substring(0, MAX_LENGTH - 1) + "…";
    }
}
