package dev.pitot.spans;

import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import org.jspecify.annotations.Nullable;

/**
 * Finds the class of the span API that leads to the agent (span-api, {@code Bridge}), in any class loader. Each class that
 * the JVM loads comes here, so this class needs no other until the API comes.
 */
final class ApiTransformer implements ClassFileTransformer {
    static final String BRIDGE = "dev.pitot.span.Bridge";
    private static final String INTERNAL_NAME = "dev/pitot/span/Bridge";

    private final Spans spans;

    ApiTransformer(Spans spans) {
        this.spans = spans;
    }

    @Override
    public byte @Nullable [] transform(
            @Nullable ClassLoader loader,
            @Nullable String internalName,
            @Nullable Class<?> redefined,
            @Nullable ProtectionDomain domain,
            byte[] bytes) {
        return INTERNAL_NAME.equals(internalName) ? spans.connected(bytes) : null;
    }
}
