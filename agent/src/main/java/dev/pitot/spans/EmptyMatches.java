package dev.pitot.spans;

import java.util.List;

/** Why a pattern has made no spans so far, with the names that may have been meant. */
final class EmptyMatches {
    private final LoadedClasses classes;

    EmptyMatches(LoadedClasses classes) {
        this.classes = classes;
    }

    String why(SpanPattern pattern, SpanMatches.Summary found) {
        if (found.isExcluded()) {
            return "other patterns exclude what it matches";
        }
        if (!found.others().isEmpty()) {
            return "no such method in the classes that it matches" + methodsNear(pattern, found.others());
        }
        if (pattern.isAnnotation()) {
            return "no loaded class or method has the annotation"
                    + near(NearestNames.ofTypes(pattern.type(), classes.names(Class::isAnnotation)));
        }
        if (classes.anyMatch(type -> means(pattern, type))) {
            return classes.names(type -> means(pattern, type)).isEmpty()
                    ? "the classes that it matches never have spans"
                    : "no method that can be a span in the classes that it matches";
        }
        return "no loaded class matches" + near(NearestNames.ofTypes(pattern.type(), classes.names(type -> true)));
    }

    private static boolean means(SpanPattern pattern, Class<?> type) {
        return pattern.mayMean(type.getName(), types -> false, new LoadedSupers(type));
    }

    private static String methodsNear(SpanPattern pattern, List<String> methods) {
        return near(NearestNames.ofMethods(pattern.method(), methods));
    }

    private static String near(List<String> names) {
        return names.isEmpty() ? "" : "; the nearest: " + String.join(", ", names);
    }
}
