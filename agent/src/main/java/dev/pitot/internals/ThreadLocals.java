package dev.pitot.internals;

import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * Reads the {@code ThreadLocal} of another thread, without a lock and without a change. The caller must know that the
 * thread does not run meanwhile. {@code ThreadLocal.get(Thread)} of the JDK does the same, and adds an initial value.
 */
public final class ThreadLocals {
    private ThreadLocals() {}

    /** Opens {@code java.lang}. Throws a LinkageError if this JDK keeps them otherwise. */
    public static void open(Instrumentation instrumentation) {
        JdkInternals.open(instrumentation, Object.class.getModule(), Object.class.getPackageName());
        Handles.load();
    }

    /** Returns null if the thread has none. */
    public static @Nullable Object get(Thread of, ThreadLocal<?> local) throws Throwable {
        var map = (Object) Handles.MAP.invokeExact(of);
        if (map == null) {
            return null;
        }
        var entry = (Object) Handles.ENTRY.invokeExact(map, local);
        return entry == null ? null : (Object) Handles.VALUE.invokeExact(entry);
    }

    /** Constants of a class, so that the JIT sees through them. Loaded after {@code java.lang} is open. */
    private static final class Handles {
        static final MethodHandle MAP;
        static final MethodHandle ENTRY;
        static final MethodHandle VALUE;

        private Handles() {}

        static {
            try {
                var map = Class.forName("java.lang.ThreadLocal$ThreadLocalMap");
                var entry = Class.forName("java.lang.ThreadLocal$ThreadLocalMap$Entry");
                MAP = in(Thread.class)
                        .findGetter(Thread.class, "threadLocals", map)
                        .asType(MethodType.methodType(Object.class, Thread.class));
                ENTRY = in(map).findVirtual(map, "getEntry", MethodType.methodType(entry, ThreadLocal.class))
                        .asType(MethodType.methodType(Object.class, Object.class, ThreadLocal.class));
                VALUE = in(entry)
                        .findGetter(entry, "value", Object.class)
                        .asType(MethodType.methodType(Object.class, Object.class));
            } catch (ReflectiveOperationException e) {
                throw new LinkageError(e.toString(), e);
            }
        }

        private static MethodHandles.Lookup in(Class<?> type) throws IllegalAccessException {
            return MethodHandles.privateLookupIn(type, MethodHandles.lookup());
        }

        static void load() {}
    }
}
