package dev.pitot.spans;

import java.util.function.BiConsumer;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import java.util.function.ObjIntConsumer;
import java.util.function.ObjLongConsumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What an advised method, the span API, {@code java.lang.VirtualThread} and the JDK's pools of threads call. This class is a template: {@link HookClass}
 * defines a copy of it as {@code java.lang.PitotSpans}, in the boot loader. Any class loader finds it there, also one that
 * asks its parent for nothing but {@code java.*}, and every module reads it.
 *
 * <p>It knows no class of Pitot's, and keeps to what needs no further class to be loaded: it is called in any method of
 * the application, and in any state.
 */
public final class SpanHook {
    /** Begins a span of a method's number and returns a token; null while no recording wants spans. */
    public static @Nullable IntUnaryOperator begin;

    /** Ends the span of a token. */
    public static @Nullable ObjIntConsumer<@Nullable Throwable> end;

    /** Tells whether the span of a token is long enough for an event. */
    public static @Nullable IntPredicate due;

    /** Ends the span of a token, with what was thrown and the values of the call; null: without an event. */
    public static @Nullable ObjIntConsumer<@Nullable Object @Nullable []> endValued;

    /** Begins a span of a given name and returns a token; null while no recording wants spans. */
    public static @Nullable ToLongFunction<String> beginNamed;

    /** Ends the span of such a token, with its tags. */
    public static @Nullable ObjLongConsumer<Object @Nullable []> endNamed;

    /** Takes a virtual thread and its {@link Turn}. */
    public static @Nullable ObjIntConsumer<Thread> turns;

    /** Takes a task or a thread, and its {@link Hop}; null unless spans are followed to other threads. */
    public static @Nullable ObjIntConsumer<@Nullable Object> hops;

    /** Takes a pool, and a task that it is given. */
    public static @Nullable BiConsumer<Object, @Nullable Object> poolHops;

    private SpanHook() {}

    /** Returns the token for {@link #end}; 0: there is no span. */
    public static int begin(int method) {
        var begin = SpanHook.begin;
        return begin == null ? 0 : begin.applyAsInt(method);
    }

    public static void end(int token, @Nullable Throwable thrown) {
        var end = SpanHook.end;
        if (end != null) {
            end.accept(thrown, token);
        }
    }

    public static boolean isDue(int token) {
        var due = SpanHook.due;
        return due != null && due.test(token);
    }

    /** @param values the first is room for what is thrown */
    public static void end(int token, @Nullable Throwable thrown, @Nullable Object[] values) {
        var end = endValued;
        if (end != null) {
            values[0] = thrown;
            end.accept(values, token);
        }
    }

    /** Ends a span that is too short for an event. */
    public static void drop(int token) {
        var end = endValued;
        if (end != null) {
            end.accept(null, token);
        }
    }

    public static void turn(Thread thread, int what) {
        var turns = SpanHook.turns;
        if (turns != null) {
            turns.accept(thread, what);
        }
    }

    public static void hop(@Nullable Object task, int what) {
        var hops = SpanHook.hops;
        if (hops != null) {
            hops.accept(task, what);
        }
    }

    public static void hop(Object pool, @Nullable Object task) {
        var hops = poolHops;
        if (hops != null) {
            hops.accept(pool, task);
        }
    }

    /** Returns the token for {@link #end(long, Object[])}; 0: there is no span. */
    public static long begin(String name) {
        var begin = beginNamed;
        return begin == null ? 0 : begin.applyAsLong(name);
    }

    public static void end(long token, Object @Nullable [] tags) {
        var end = endNamed;
        if (end != null) {
            end.accept(tags, token);
        }
    }
}
