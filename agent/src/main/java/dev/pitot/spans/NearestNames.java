package dev.pitot.spans;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToIntFunction;

/** Names that a pattern which matches nothing may have meant. */
final class NearestNames {
    private static final int MOST = 3;

    /** Comparing so many takes a fraction of a second. */
    static final int MAX_NAMES = 20_000;

    private static final int MAX_DISTANCE = 3;

    /** A shorter name is near to too many others. */
    private static final int MIN_LETTERS = 4;

    private NearestNames() {}

    /** Returns those classes whose names differ in few letters, or only in the package. */
    static List<String> ofTypes(NameGlob wanted, Collection<String> names) {
        var limit = limit(wanted);
        var simple = wanted.last();
        var simpleLimit = simple.letters() < MIN_LETTERS ? -1 : 1;
        return nearest(names, limit, name -> {
            var whole = wanted.distance(name, limit);
            var elsewhere = simple.distance(TypeNames.simple(name), simpleLimit);
            return elsewhere > simpleLimit ? whole : Math.min(whole, 1 + elsewhere);
        });
    }

    /** @param names with their parameters, which do not count */
    static List<String> ofMethods(NameGlob wanted, Collection<String> names) {
        var limit = limit(wanted);
        return nearest(names, limit, name -> wanted.distance(name.substring(0, name.indexOf('(')), limit));
    }

    private static int limit(NameGlob wanted) {
        return Math.clamp((wanted.letters() + 1) / 3, 1, MAX_DISTANCE);
    }

    private static List<String> nearest(Collection<String> names, int limit, ToIntFunction<String> distance) {
        record Near(String name, int distance) {}
        return names.stream()
                .limit(MAX_NAMES)
                .map(name -> new Near(name, distance.applyAsInt(name)))
                .filter(near -> near.distance <= limit)
                .sorted(Comparator.comparingInt(Near::distance).thenComparing(Near::name))
                .limit(MOST)
                .map(Near::name)
                .toList();
    }
}
