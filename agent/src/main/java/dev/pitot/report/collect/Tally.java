package dev.pitot.report.collect;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Running totals for a bounded number of keys. Any further key is counted under {@code others}, so that the sums stay
 * right.
 */
final class Tally<K, V> {

    private static final int MAX_KEYS = 20_000;

    private final Map<K, V> totals = new LinkedHashMap<>();
    private final K others;
    private final Function<K, V> none;

    Tally(K others, Function<K, V> none) {
        this.others = others;
        this.none = none;
    }

    /** Returns the key under which the value was counted. */
    K add(K key, UnaryOperator<V> plus) {
        var counted = totals.size() < MAX_KEYS || totals.containsKey(key) ? key : others;
        totals.put(counted, plus.apply(totals.computeIfAbsent(counted, none)));
        return counted;
    }

    Collection<V> totals() {
        return totals.values();
    }

    Map<K, V> byKey() {
        return totals;
    }
}
