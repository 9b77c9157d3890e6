package dev.pitot.spans;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The methods that are spans, by the numbers that their advice has. Thread-safe. */
final class ChosenMethods {
    private final Map<Method, Integer> numbers = new HashMap<>();
    private volatile @Nullable Method[] all = new Method[64];

    /**
     * A method that is a span.
     *
     * @param parameters simple names of the types, separated by commas
     * @param values what its spans have of each call
     */
    record Method(String className, String name, String parameters, List<SpanValue> values) {
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
        var number = numbers.size();
        var next = number < all.length ? all : Arrays.copyOf(all, 2 * number);
        next[number] = method;
        all = next; // a volatile write, so that readers of the array see the new element
        numbers.put(method, number);
        return number;
    }

    /** Returns a method's name with its class; null for a number that no advice has. */
    @Nullable
    String name(int number) {
        var method = method(number);
        return method == null ? null : method.className() + "." + method.display();
    }

    /** Returns null for a number that no advice has. */
    @Nullable
    Method method(int number) {
        var known = all;
        return number >= 0 && number < known.length ? known[number] : null;
    }
}
