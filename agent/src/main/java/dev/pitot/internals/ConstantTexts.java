package dev.pitot.internals;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.Method;
import java.util.function.Predicate;

/**
 * The texts in the constant pools of loaded classes, among them the names of their annotations. Reflection would load the
 * annotations' classes, and those of all parameters.
 */
public final class ConstantTexts {
    private static final String UTF8 = "UTF8";

    private final Method pool;
    private final Method size;
    private final Method tag;
    private final Method text;

    public ConstantTexts(Instrumentation instrumentation) throws ReflectiveOperationException {
        JdkInternals.open(instrumentation, Object.class.getModule(), "java.lang");
        JdkInternals.open(instrumentation, Object.class.getModule(), "jdk.internal.reflect");
        pool = accessible(Class.class.getDeclaredMethod("getConstantPool"));
        var type = pool.getReturnType();
        size = accessible(type.getMethod("getSize"));
        tag = accessible(type.getMethod("getTagAt", int.class));
        text = accessible(type.getMethod("getUTF8At", int.class));
    }

    private static Method accessible(Method method) {
        method.setAccessible(true);
        return method;
    }

    /** Returns whether a class has a text of a kind. */
    public boolean anyMatch(Class<?> type, Predicate<String> isWanted) throws ReflectiveOperationException {
        var constants = pool.invoke(type);
        if (constants == null) {
            return false; // an array or a primitive type
        }
        var count = (int) size.invoke(constants);
        for (var i = 1; i < count; i++) {
            if (String.valueOf(tag.invoke(constants, i)).equals(UTF8)
                    && isWanted.test((String) text.invoke(constants, i))) {
                return true;
            }
        }
        return false;
    }
}
