package dev.pitot.spans;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes the chosen methods of a class spans when it is loaded or retransformed. Each class that the JVM loads comes here,
 * so most of them go by their name alone. A class that cannot be changed stays as it is.
 */
final class SpanTransformer implements ClassFileTransformer {
    private final Instrumentation instrumentation;
    private final List<SpanPattern> chosen;
    private final List<SpanPattern> excluded;
    private final ChosenMethods methods;
    private final RefusedClasses refused;
    private @Nullable SpanWeaver weaver;

    SpanTransformer(
            Instrumentation instrumentation,
            List<SpanPattern> patterns,
            ChosenMethods methods,
            RefusedClasses refused) {
        this.instrumentation = instrumentation;
        chosen = patterns.stream().filter(pattern -> !pattern.excludes()).toList();
        excluded = patterns.stream().filter(SpanPattern::excludes).toList();
        this.methods = methods;
        this.refused = refused;
    }

    @Override
    public byte @Nullable [] transform(
            @Nullable ClassLoader loader,
            @Nullable String internalName,
            @Nullable Class<?> redefined,
            @Nullable ProtectionDomain domain,
            byte[] bytes) {
        if (internalName == null) {
            return null; // a hidden class
        }
        var name = internalName.replace('/', '.');
        try {
            return mayHaveSpans(name) ? weaver().woven(name, bytes) : null;
        } catch (Throwable t) {
            refused.add(name, t);
            return null;
        }
    }

    /** Returns whether some methods of a class are chosen, if it has methods of their names. */
    boolean mayHaveSpans(String name) {
        return !Untouchable.is(name) && chosen.stream().anyMatch(pattern -> pattern.matchesType(name));
    }

    /**
     * Made for the first class that needs it: until then Byte Buddy is not loaded. The hook must be there before a woven
     * method runs, because a JVM remembers that it did not find a class.
     */
    private synchronized SpanWeaver weaver() throws ReflectiveOperationException {
        var known = weaver;
        if (known == null) {
            HookClass.define(instrumentation);
            known = new SpanWeaver(methods, this::isSpan);
            weaver = known;
        }
        return known;
    }

    private boolean isSpan(String type, String method) {
        return matches(chosen, type, method) && !matches(excluded, type, method);
    }

    private static boolean matches(List<SpanPattern> patterns, String type, String method) {
        return patterns.stream().anyMatch(pattern -> pattern.matchesType(type) && pattern.matchesMethod(method));
    }
}
