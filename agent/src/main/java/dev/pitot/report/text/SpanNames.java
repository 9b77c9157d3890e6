package dev.pitot.report.text;

import dev.pitot.report.model.SpanKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Names of spans that are shown together. A name has the package of its class and the types of its parameters only where
 * it would be another's name without them.
 */
final class SpanNames {
    private static final int FORMS = 3;

    private final Map<SpanKey, String> names = new HashMap<>();

    SpanNames(Set<SpanKey> keys) {
        for (var form = 0; form < FORMS; form++) {
            var sharing = new HashMap<String, Integer>();
            for (var key : keys) {
                sharing.merge(form(key, form), 1, Integer::sum);
            }
            for (var key : keys) {
                var name = form(key, form);
                if (Objects.equals(sharing.get(name), 1) || form == FORMS - 1) {
                    names.putIfAbsent(key, name);
                }
            }
        }
    }

    String of(SpanKey key) {
        return Objects.requireNonNull(names.get(key));
    }

    /** Returns the name in one of its forms, the shortest first. */
    private static String form(SpanKey key, int form) {
        var type = key.className();
        if (type == null) {
            return key.method();
        }
        var simple = type.substring(type.lastIndexOf('.') + 1);
        return switch (form) {
            case 0 -> simple + "." + withoutParameters(key.method());
            case 1 -> simple + "." + key.method();
            default -> type + "." + key.method();
        };
    }

    private static String withoutParameters(String method) {
        var open = method.indexOf('(');
        return open < 0 || method.startsWith("()", open) ? method : method.substring(0, open) + "(..)";
    }
}
