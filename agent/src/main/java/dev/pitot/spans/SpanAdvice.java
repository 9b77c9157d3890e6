package dev.pitot.spans;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/**
 * The code that goes into a chosen method, at its begin and at each of its ends. What it throws is dropped: a stack that is
 * full, or a class that is not found, must not become the application's exception.
 */
final class SpanAdvice {
    private SpanAdvice() {}

    /** The number of the method that the code goes into. */
    @Target(ElementType.PARAMETER)
    @Retention(RetentionPolicy.RUNTIME)
    @interface MethodNumber {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static int enter(@MethodNumber int method) {
        return SpanHook.begin(method);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(@Advice.Enter int token, @Advice.Thrown @Nullable Throwable thrown) {
        if (token != 0) {
            SpanHook.end(token, thrown);
        }
    }
}
