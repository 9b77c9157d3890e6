package dev.pitot.compiler;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * Numbers that stand for those of a kernel in a compilation, so that they are found in the instructions afterwards.
 *
 * <p>They fit into an offset, and are odd: a sum, a difference or an even multiple of two of them is none of them. The
 * distances in the two sets differ: none of them plus a constant is the same one of them in both sets.
 */
record Sentinels(int first, int step) {
    /** For the first compilation. */
    static final Sentinels FIRST = new Sentinels(1001, 8);

    /** For the second. */
    static final Sentinels SECOND = new Sentinels(3001, 24);

    /** Returns a number for each name. */
    Map<String, Integer> of(Collection<String> names) {
        var numbers = new LinkedHashMap<String, Integer>();
        for (var name : new TreeSet<>(names)) {
            numbers.put(name, first + step * numbers.size());
        }
        if (first + step * numbers.size() > Short.MAX_VALUE) {
            throw new IllegalStateException("there are no sentinels for " + numbers.size() + " numbers");
        }
        return numbers;
    }
}
