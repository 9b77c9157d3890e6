package dev.pitot.internals;

import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;

/**
 * Reads the {@code ThreadLocal} of another thread, without a lock and without a change. {@code ThreadLocalMap.getEntry} of
 * the JDK would not do: it removes stale entries that it comes by, and the thread may run meanwhile. If it runs and changes
 * its map, its entry may not be found.
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
        var table = (Object[]) Handles.TABLE.invokeExact(map);
        var last = table.length - 1; // a power of two less one, and an entry is at its hash or behind it
        var at = (int) Handles.HASH.invokeExact((ThreadLocal<?>) local);
        for (var i = 0; i <= last; i++) {
            var entry = table[at + i & last];
            if (entry == null) {
                return null;
            }
            if (isOf(entry, local)) {
                return (Object) Handles.VALUE.invokeExact(entry);
            }
        }
        return null;
    }

    @SuppressWarnings("unchecked")
    private static boolean isOf(Object entry, ThreadLocal<?> local) {
        return ((Reference<Object>) entry).refersTo(local);
    }

    /** Constants of a class, so that the JIT sees through them. Loaded after {@code java.lang} is open. */
    private static final class Handles {
        static final MethodHandle MAP;
        static final MethodHandle TABLE;
        static final MethodHandle HASH;
        static final MethodHandle VALUE;

        private Handles() {}

        static {
            try {
                var map = Class.forName("java.lang.ThreadLocal$ThreadLocalMap");
                var entry = Class.forName("java.lang.ThreadLocal$ThreadLocalMap$Entry");
                MAP = in(Thread.class)
                        .findGetter(Thread.class, "threadLocals", map)
                        .asType(MethodType.methodType(Object.class, Thread.class));
                TABLE = in(map).findGetter(map, "table", entry.arrayType())
                        .asType(MethodType.methodType(Object[].class, Object.class));
                HASH = in(ThreadLocal.class).findGetter(ThreadLocal.class, "threadLocalHashCode", int.class);
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
