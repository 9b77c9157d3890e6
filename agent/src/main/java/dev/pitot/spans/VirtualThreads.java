package dev.pitot.spans;

import dev.pitot.internals.ThreadLocals;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Whether {@code java.lang.VirtualThread} tells of its turns.
 *
 * @param type the class; null if this JDK has none
 * @param whyUnknown empty if it does; else why the account of a virtual thread is not known
 */
record VirtualThreads(@Nullable Class<?> type, String whyUnknown) {
    private static final String UNKNOWN = "the account of a virtual thread is not known, because ";

    /** Changes the class. */
    static VirtualThreads watch(Instrumentation instrumentation, Function<Throwable, String> explain) {
        Class<?> type = null;
        try {
            type = Class.forName(VirtualThreadWeaver.CLASS, false, null);
            ThreadLocals.open(instrumentation);
            var weaver = new VirtualThreadWeaver();
            instrumentation.addTransformer(weaver, true);
            instrumentation.retransformClasses(type);
            if (!weaver.isWoven()) {
                instrumentation.removeTransformer(weaver);
                return new VirtualThreads(type, UNKNOWN + "this JDK's virtual threads have no such mounts");
            }
            return new VirtualThreads(type, "");
        } catch (ClassNotFoundException | UnmodifiableClassException | RuntimeException | LinkageError e) {
            return new VirtualThreads(type, UNKNOWN + "this JDK keeps them otherwise: " + explain.apply(e));
        }
    }

    /** Returns the class of the JDK's carriers, which run nothing else; null if there is none. */
    @Nullable
    Class<?> carriers() {
        try {
            return Class.forName("jdk.internal.misc.CarrierThread", false, null);
        } catch (ClassNotFoundException e) {
            return null;
        }
    }

    /** Returns whether a thread is run by carriers. There are virtual threads that are platform threads within. */
    boolean haveCarrier(Thread thread) {
        return type != null && type.isInstance(thread);
    }
}
