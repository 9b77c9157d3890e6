package dev.pitot.spans;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The methods that are spans, by the numbers that their advice has. Thread-safe. */
final class ChosenMethods {
    private final Map<Method, Integer> numbers = new HashMap<>();
    private final List<Method> methods = new ArrayList<>();
    private volatile Method[] all = {};

    /** @param parameters simple names of the types, separated by commas */
    record Method(String className, String name, String parameters) {
        String display() {
            return name + "(" + parameters + ")";
        }
    }

    /** Returns the method's number. The same class in two class loaders has the same. */
    synchronized int number(Method method) {
        var known = numbers.get(method);
        if (known != null) {
            return known;
        }
        methods.add(method);
        all = methods.toArray(Method[]::new);
        numbers.put(method, methods.size() - 1);
        return methods.size() - 1;
    }

    /** Returns null for a number that no advice has. */
    @Nullable
    Method method(int number) {
        var known = all;
        return number >= 0 && number < known.length ? known[number] : null;
    }

    int size() {
        return all.length;
    }
}
