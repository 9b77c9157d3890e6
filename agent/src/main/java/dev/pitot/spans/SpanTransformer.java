package dev.pitot.spans;

import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes the chosen methods of a class spans when it is loaded or retransformed. Each class that the JVM loads comes here,
 * so most of them go by their name alone. That is done by plain loops: a stream or a lambda would load classes of its own,
 * in the middle of any load. A class that cannot be changed stays as it is.
 */
final class SpanTransformer implements ClassFileTransformer {
    private final List<SpanPattern> chosen;
    private final List<SpanPattern> excluded;
    private final ChosenMethods methods;
    private final RefusedClasses refused;
    private @Nullable SpanWeaver weaver;

    SpanTransformer(List<SpanPattern> patterns, ChosenMethods methods, RefusedClasses refused) {
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
        if (Untouchable.is(name)) {
            return false;
        }
        for (var pattern : excluded) {
            if (pattern.isWholeClass() && pattern.matchesType(name)) {
                return false;
            }
        }
        for (var pattern : chosen) {
            if (pattern.matchesType(name)) {
                return true;
            }
        }
        return false;
    }

    /** Made for the first class that needs it: until then most of Byte Buddy is not loaded. */
    private synchronized SpanWeaver weaver() {
        var known = weaver;
        if (known == null) {
            known = new SpanWeaver(methods, this::isSpan);
            weaver = known;
        }
        return known;
    }

    private boolean isSpan(String type, String method) {
        return matches(chosen, type, method) && !matches(excluded, type, method);
    }

    private static boolean matches(List<SpanPattern> patterns, String type, String method) {
        for (var pattern : patterns) {
            if (pattern.matchesType(type) && pattern.matchesMethod(method)) {
                return true;
            }
        }
        return false;
    }
}
