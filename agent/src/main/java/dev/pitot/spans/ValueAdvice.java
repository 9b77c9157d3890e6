package dev.pitot.spans;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** The code that goes into a chosen method in the place of {@link SpanAdvice}, if its span has values of the call. */
final class ValueAdvice {
    private ValueAdvice() {}

    /** An array with room for what is thrown, and behind it the values. It is made where the code uses it. */
    @Target(ElementType.PARAMETER)
    @Retention(RetentionPolicy.RUNTIME)
    @interface Values {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static int enter(@SpanAdvice.MethodNumber int method) {
        return SpanHook.begin(method);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
            @Advice.Enter int token, @Advice.Thrown @Nullable Throwable thrown, @Values @Nullable Object[] values) {
        if (token != 0) {
            if (SpanHook.isDue(token)) {
                SpanHook.end(token, thrown, values);
            } else {
                SpanHook.drop(token);
            }
        }
    }
}
