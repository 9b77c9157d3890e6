package dev.pitot.bundle;

import java.io.IOException;

/**
 * A bundle file that does not have the format of {@link BundleCodec}. The message names file, byte offset and
 * expectation.
 */
public final class BundleException extends IOException {
    private static final long serialVersionUID = 1L;

    public BundleException(String origin, long offset, String expectation) {
        super(origin + ": at byte " + offset + ": expected " + expectation);
    }

    public BundleException(String origin, long offset, IllegalArgumentException broken) {
        super(origin + ": before byte " + offset + ": " + broken.getMessage(), broken);
    }
}
