package dev.pitot.spans;

import dev.pitot.internals.BootPackage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.BiConsumer;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import java.util.function.ObjIntConsumer;
import java.util.function.ObjLongConsumer;
import java.util.function.ToLongFunction;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.commons.ClassRemapper;
import net.bytebuddy.jar.asm.commons.SimpleRemapper;
import org.jspecify.annotations.Nullable;

/**
 * The copy of {@link SpanHook} in the boot loader, and the advice that calls it.
 *
 * <p>An entry in the boot class path would do as well, but the JVM prints a warning about it and shares no classes of the
 * application any more. To define a class in {@code java.lang} has neither effect; JaCoCo does the same with {@code
 * java.lang.$JaCoCo} (org.jacoco.core.runtime.InjectedClassRuntime).
 */
final class HookClass {
    static final String NAME = "java/lang/PitotSpans";
    private static final String TEMPLATE = internalName(SpanHook.class);

    private final VarHandle begin;
    private final VarHandle end;
    private final VarHandle due;
    private final VarHandle endValued;
    private final VarHandle turns;
    private final VarHandle hops;
    private final VarHandle poolHops;
    private final VarHandle beginNamed;
    private final VarHandle endNamed;

    private HookClass(Class<?> hook) throws ReflectiveOperationException {
        var lookup = MethodHandles.lookup();
        begin = lookup.findStaticVarHandle(hook, "begin", IntUnaryOperator.class);
        end = lookup.findStaticVarHandle(hook, "end", ObjIntConsumer.class);
        due = lookup.findStaticVarHandle(hook, "due", IntPredicate.class);
        endValued = lookup.findStaticVarHandle(hook, "endValued", ObjIntConsumer.class);
        turns = lookup.findStaticVarHandle(hook, "turns", ObjIntConsumer.class);
        hops = lookup.findStaticVarHandle(hook, "hops", ObjIntConsumer.class);
        poolHops = lookup.findStaticVarHandle(hook, "poolHops", BiConsumer.class);
        beginNamed = lookup.findStaticVarHandle(hook, "beginNamed", ToLongFunction.class);
        endNamed = lookup.findStaticVarHandle(hook, "endNamed", ObjLongConsumer.class);
    }

    /** Defines the class, or finds it: an agent of another jar may have defined it. */
    static HookClass define(Instrumentation instrumentation) throws ReflectiveOperationException {
        return new HookClass(
                BootPackage.JAVA_LANG.define(instrumentation, NAME.replace('/', '.'), () -> remapped(SpanHook.class)));
    }

    /**
     * Leads spans to a recorder, or, with null, nowhere. Who finds a begin finds the others, so no virtual thread
     * begins a span before its turns are told.
     */
    void lead(@Nullable SpanRecorder to) {
        turns.setVolatile(to == null ? null : to.turns());
        var followed = to == null ? null : to.followed();
        hops.setVolatile(followed);
        poolHops.setVolatile(followed);
        var valued = to == null ? null : to.valued();
        due.setVolatile(valued);
        endValued.setVolatile(valued);
        end.setVolatile(to);
        begin.setVolatile(to);
        var named = to == null ? null : to.named();
        endNamed.setVolatile(named);
        beginNamed.setVolatile(named);
    }

    /** Returns where Byte Buddy reads an advice from. */
    static ClassFileLocator code(Class<?> advice) {
        return ClassFileLocator.Simple.of(advice.getName(), remapped(advice));
    }

    /** Returns the bytes of a class, with the hook in the place of its template. */
    private static byte[] remapped(Class<?> type) {
        var writer = new ClassWriter(0);
        new ClassReader(bytes(type))
                .accept(new ClassRemapper(writer, new SimpleRemapper(Opcodes.ASM9, TEMPLATE, NAME)), 0);
        return writer.toByteArray();
    }

    private static byte[] bytes(Class<?> type) {
        try (var in = type.getResourceAsStream("/" + internalName(type) + ".class")) {
            if (in == null) {
                throw new IllegalStateException("the jar has no class " + type.getName());
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String internalName(Class<?> type) {
        return type.getName().replace('.', '/');
    }
}
