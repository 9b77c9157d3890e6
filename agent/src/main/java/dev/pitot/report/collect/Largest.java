package dev.pitot.report.collect;

import dev.pitot.report.model.Top;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.ToLongFunction;

/** Keeps the largest of many, and stores only those. Of equals it keeps the earlier ones. */
final class Largest<T> {

    private final int limit;
    private final ToLongFunction<T> size;
    private final PriorityQueue<T> kept;
    private long offered;

    Largest(int limit, ToLongFunction<T> size) {
        this.limit = limit;
        this.size = size;
        this.kept = new PriorityQueue<>(Comparator.comparingLong(size));
    }

    void add(T candidate) {
        offered++;
        if (kept.size() < limit) {
            kept.add(candidate);
        } else if (!kept.isEmpty() && size.applyAsLong(kept.peek()) < size.applyAsLong(candidate)) {
            kept.poll();
            kept.add(candidate);
        }
    }

    /** Returns how many have been added. */
    long of() {
        return offered;
    }

    Top<T> top() {
        return new Top<>(offered, sorted());
    }

    /** Returns those kept, the largest first. */
    List<T> sorted() {
        return kept.stream().sorted(Comparator.comparingLong(size).reversed()).toList();
    }
}
