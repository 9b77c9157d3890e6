package dev.pitot.spans;

import dev.pitot.text.Warnings;
import java.util.concurrent.atomic.AtomicInteger;

/** Classes that could not be changed. The first is said, the others are counted. */
final class RefusedClasses {
    private final AtomicInteger count = new AtomicInteger();

    void add(String className, Throwable why) {
        if (count.getAndIncrement() == 0) {
            Warnings.say("the methods of " + className + " are no spans, because the class cannot be changed: " + why
                    + "; exclude it with span=!" + className);
        }
    }

    int count() {
        return count.get();
    }
}
