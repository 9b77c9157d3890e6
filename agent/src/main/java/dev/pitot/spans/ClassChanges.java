package dev.pitot.spans;

import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.util.ArrayList;
import java.util.List;

/** Has the JVM offer loaded classes to the transformers again. */
record ClassChanges(Instrumentation instrumentation, RefusedClasses refused) {
    /** So many classes the JVM changes while all threads stand still. */
    private static final int AT_ONCE = 50;

    /** Returns the classes that the JVM did not change. */
    List<Class<?>> retransform(List<Class<?>> classes) {
        var unchanged = new ArrayList<Class<?>>();
        for (var from = 0; from < classes.size(); from += AT_ONCE) {
            retransformAtOnce(classes.subList(from, Math.min(from + AT_ONCE, classes.size())), unchanged);
        }
        return unchanged;
    }

    /** If one class cannot be changed, the JVM changes none of them. */
    private void retransformAtOnce(List<Class<?>> classes, List<Class<?>> unchanged) {
        try {
            instrumentation.retransformClasses(classes.toArray(Class<?>[]::new));
        } catch (UnmodifiableClassException | RuntimeException | LinkageError e) {
            if (classes.size() == 1) {
                unchanged.add(classes.getFirst());
                refused.add(classes.getFirst().getName(), e);
            } else {
                classes.forEach(one -> retransformAtOnce(List.of(one), unchanged));
            }
        }
    }
}
