package dev.pitot.spans;

import java.util.function.IntUnaryOperator;
import java.util.function.ObjIntConsumer;
import java.util.function.ObjLongConsumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What an advised method, the span API and {@code java.lang.VirtualThread} call. This class is a template: {@link HookClass}
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

    /** Begins a span of a given name and returns a token; null while no recording wants spans. */
    public static @Nullable ToLongFunction<String> beginNamed;

    /** Ends the span of such a token, with its tags. */
    public static @Nullable ObjLongConsumer<Object @Nullable []> endNamed;

    /** Takes a virtual thread and its {@link Turn}. */
    public static @Nullable ObjIntConsumer<Thread> turns;

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

    public static void turn(Thread thread, int what) {
        var turns = SpanHook.turns;
        if (turns != null) {
            turns.accept(thread, what);
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
