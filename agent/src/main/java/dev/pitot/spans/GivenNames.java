package dev.pitot.spans;

import dev.pitot.text.Warnings;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The names that an application gives its spans, by negative numbers; others are of {@link ChosenMethods}. A program may
 * put what varies into a name, so their number is bounded. Thread-safe.
 */
final class GivenNames {
    static final int MAX = 10_000;
    static final String OTHERS = "(other names)";
    private static final int MAX_LENGTH = 200;

    /** Above it are numbers without a name. */
    private static final int FIRST = -2;

    private final Map<String, Integer> numbers = new ConcurrentHashMap<>();
    private final AtomicReferenceArray<@Nullable String> names = new AtomicReferenceArray<>(MAX + 1);

    private final AtomicBoolean isTold = new AtomicBoolean();
    private volatile boolean isFull;

    GivenNames() {
        names.set(0, OTHERS);
    }

    static boolean is(int number) {
        return number <= FIRST;
    }

    int number(String name) {
        var kept = name.length() <= MAX_LENGTH ? name : name.substring(0, MAX_LENGTH);
        var known = numbers.get(kept);
        if (known != null) {
            return known;
        }
        var number = isFull ? FIRST : add(kept);
        if (number == FIRST && isTold.compareAndSet(false, true)) {
            Warnings.say("spans have more than " + MAX + " names, so further ones are called " + OTHERS
                    + "; put what varies into a tag");
        }
        return number;
    }

    private synchronized int add(String name) {
        var known = numbers.get(name);
        if (known != null) {
            return known;
        }
        var size = numbers.size();
        if (size == MAX) {
            isFull = true;
            return FIRST;
        }
        names.set(size + 1, name);
        numbers.put(name, FIRST - size - 1);
        return FIRST - size - 1;
    }

    @Nullable
    String name(int number) {
        return is(number) && number >= FIRST - MAX ? names.get(FIRST - number) : null;
    }
}
