package dev.pitot.spans;

import org.jspecify.annotations.Nullable;

/**
 * Finds the class of the span API that leads to the agent (span-api, {@code Bridge}). It needs no class but its own until
 * the API comes.
 */
final class ApiTransformer extends OneClassTransformer {
    static final String BRIDGE = "dev.pitot.span.Bridge";

    private final Spans spans;

    ApiTransformer(Spans spans) {
        super(BRIDGE);
        this.spans = spans;
    }

    @Override
    byte @Nullable [] changed(byte[] bytes) {
        return spans.connected(bytes);
    }
}
