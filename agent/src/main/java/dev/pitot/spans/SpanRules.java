package dev.pitot.spans;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The patterns that hold. It decides by plain loops: it is asked about each class that the JVM loads, and a stream or a lambda
 * would load classes of its own, in the middle of any load.
 */
final class SpanRules {
    static final SpanRules NONE = new SpanRules(List.of());

    private final List<SpanPattern> chosen = new ArrayList<>();
    private final List<SpanPattern> excluded = new ArrayList<>();
    private final boolean askForAnnotations;
    private final boolean askForSupers;

    SpanRules(Collection<SpanPattern> patterns) {
        var annotations = false;
        var supers = false;
        for (var pattern : patterns) {
            (pattern.excludes() ? excluded : chosen).add(pattern);
            annotations |= pattern.isAnnotation();
            supers |= pattern.hasSubtypes();
        }
        askForAnnotations = annotations;
        askForSupers = supers;
    }

    boolean areEmpty() {
        return chosen.isEmpty();
    }

    List<SpanPattern> chosen() {
        return chosen;
    }

    boolean askForAnnotations() {
        return askForAnnotations;
    }

    boolean askForSupers() {
        return askForSupers;
    }

    /**
     * Returns whether some methods of a class may be chosen.
     *
     * @param types those that the class names; asked only for a pattern with an annotation
     * @param supers those of the class; asked only for a pattern with subtypes
     */
    boolean mayChooseOf(String className, TypeNames types, SuperTypes supers) {
        if (chosen.isEmpty() || Untouchable.is(className)) {
            return false;
        }
        for (var pattern : excluded) {
            if (pattern.isWholeClass() && pattern.mayMean(className, types, supers)) {
                return false;
            }
        }
        for (var pattern : chosen) {
            if (pattern.mayMean(className, types, supers)) {
                return true;
            }
        }
        return false;
    }

    boolean choose(MethodFacts facts) {
        return match(chosen, facts) && !match(excluded, facts);
    }

    /** Returns the first pattern with values that means a chosen method; null if there is none. */
    @Nullable
    SpanPattern valuesOf(MethodFacts facts) {
        for (var pattern : chosen) {
            if (!pattern.values().isEmpty() && pattern.matches(facts)) {
                return pattern;
            }
        }
        return null;
    }

    boolean exclude(MethodFacts facts) {
        return match(excluded, facts);
    }

    private static boolean match(List<SpanPattern> patterns, MethodFacts facts) {
        for (var pattern : patterns) {
            if (pattern.matches(facts)) {
                return true;
            }
        }
        return false;
    }
}
