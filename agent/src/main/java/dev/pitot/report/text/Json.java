package dev.pitot.report.text;

import dev.pitot.text.Printable;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Formats records, collections, maps, numbers and texts as JSON (RFC 8259) on one line. A record becomes an object with
 * its components in order. Any other value that is not a number or a boolean becomes its text. Characters that a
 * terminal would not show are escaped.
 */
public final class Json {

    private Json() {}

    /** Returns the JSON of a value or of null. */
    public static String of(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case Number number -> number.toString();
            case Boolean flag -> flag.toString();
            case Record object -> object(object);
            case Collection<?> list -> list.stream().map(Json::of).collect(Collectors.joining(",", "[", "]"));
            case Map<?, ?> map ->
                map.entrySet().stream()
                        .map(entry -> member(entry.getKey().toString(), entry.getValue()))
                        .collect(Collectors.joining(",", "{", "}"));
            default -> quoted(value.toString());
        };
    }

    private static String object(Record object) {
        return Arrays.stream(object.getClass().getRecordComponents())
                .map(component -> member(component.getName(), valueOf(component, object)))
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static @Nullable Object valueOf(RecordComponent component, Record object) {
        try {
            return component.getAccessor().invoke(object);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("not a public record: " + object.getClass(), e);
        }
    }

    private static String member(String name, @Nullable Object value) {
        return quoted(name) + ":" + of(value);
    }

    private static String quoted(String text) {
        var json = new StringBuilder(text.length() + 2).append('"');
        text.chars().forEach(c -> append(json, (char) c));
        return json.append('"').toString();
    }

    private static void append(StringBuilder json, char c) {
        switch (c) {
            case '"', '\\' -> json.append('\\').append(c);
            case '\n' -> json.append("\\n");
            case '\t' -> json.append("\\t");
            default -> {
                if (!Printable.is(c)) {
                    json.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                } else {
                    json.append(c);
                }
            }
        }
    }
}
