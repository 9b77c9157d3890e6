package dev.pitot.spans;

import dev.pitot.text.Warnings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What each pattern has made spans, by the pattern's text. Thread-safe. */
final class SpanMatches {
    /** Methods that are kept to compare with a pattern that has none. */
    private static final int MAX_OTHERS = 1_000;

    private static final int MAX_UNKNOWN = 5;

    private final Map<String, Found> byPattern = new HashMap<>();

    private static final class Found {
        final Map<String, Integer> methodsByClass = new HashMap<>();
        final Set<String> others = new LinkedHashSet<>();
        final Set<String> unknown = new LinkedHashSet<>();
        boolean isExcluded;
    }

    /**
     * What one pattern has made spans so far.
     *
     * @param others methods of its classes that the pattern does not match, while it has none
     * @param unknown values that methods do not have
     * @param isExcluded whether other patterns exclude methods that it matches
     */
    record Summary(int classes, int methods, List<String> others, List<String> unknown, boolean isExcluded) {}

    /** @param methods all of a class that can be spans */
    synchronized void note(SpanRules rules, String className, List<MethodFacts> methods) {
        for (var pattern : rules.chosen()) {
            note(pattern, rules, className, methods);
        }
    }

    private void note(SpanPattern pattern, SpanRules rules, String className, List<MethodFacts> methods) {
        var found = byPattern.computeIfAbsent(pattern.text(), any -> new Found());
        var count = 0;
        for (var method : methods) {
            if (pattern.matches(method)) {
                var isExcluded = rules.exclude(method);
                found.isExcluded |= isExcluded;
                count += isExcluded ? 0 : 1;
            } else if (found.others.size() < MAX_OTHERS && pattern.meansClassOf(method)) {
                found.others.add(method.display());
            }
        }
        if (count > 0) {
            found.methodsByClass.put(className, count);
        } else {
            found.methodsByClass.remove(className);
        }
        if (!found.methodsByClass.isEmpty()) {
            found.others.clear();
        }
    }

    /** Notes a value that a method does not have. A line tells of the first of a pattern. */
    void noteUnknown(SpanPattern pattern, String value, MethodFacts method) {
        var what = "{" + value + "} of " + method.display();
        if (isFirstUnknown(pattern.text(), what)) {
            Warnings.say(
                    "spans of '" + pattern.text() + "' lack " + what
                            + ": a value is an argument by its place from 0 on, 'this', a field of the class itself, or 'return'");
        }
    }

    private synchronized boolean isFirstUnknown(String pattern, String what) {
        var unknown = byPattern.computeIfAbsent(pattern, any -> new Found()).unknown;
        var isFirst = unknown.isEmpty();
        if (unknown.size() < MAX_UNKNOWN) {
            unknown.add(what);
        }
        return isFirst;
    }

    /** Forgets a class that has no spans any more. */
    synchronized void forgetClass(String className) {
        for (var found : byPattern.values()) {
            found.methodsByClass.remove(className);
        }
    }

    synchronized void forgetPattern(String text) {
        byPattern.remove(text);
        byPattern.values().forEach(found -> found.isExcluded = false); // it may have been this one
    }

    synchronized Set<String> classes(String text) {
        var found = byPattern.get(text);
        return found == null ? Set.of() : new HashSet<>(found.methodsByClass.keySet());
    }

    synchronized Summary of(String text) {
        var found = byPattern.get(text);
        if (found == null) {
            return new Summary(0, 0, List.of(), List.of(), false);
        }
        var methods = found.methodsByClass.values().stream()
                .mapToInt(Integer::intValue)
                .sum();
        return new Summary(
                found.methodsByClass.size(),
                methods,
                new ArrayList<>(found.others),
                new ArrayList<>(found.unknown),
                found.isExcluded);
    }
}
