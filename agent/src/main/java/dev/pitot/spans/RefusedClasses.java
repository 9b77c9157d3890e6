package dev.pitot.spans;

import dev.pitot.text.Warnings;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/** Classes that could not be changed. A line tells of the first. */
final class RefusedClasses {
    private final Function<Throwable, String> explain;
    private final AtomicBoolean isTold = new AtomicBoolean();

    /** @param explain describes an error */
    RefusedClasses(Function<Throwable, String> explain) {
        this.explain = explain;
    }

    void add(String className, Throwable why) {
        if (isTold.compareAndSet(false, true)) {
            Warnings.say("the methods of " + className + " are no spans, because the class cannot be changed: "
                    + explain.apply(why) + "; exclude it with span=!" + className);
        }
    }
}
