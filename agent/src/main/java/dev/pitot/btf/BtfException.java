package dev.pitot.btf;

import java.io.IOException;
import java.util.Objects;

/** BTF that is unreadable or violates its specification. The message names file, byte offset and expectation. */
public final class BtfException extends IOException {
    private static final long serialVersionUID = 1L;

    BtfException(String file, long offset, String expectation) {
        super(file + ": at byte " + offset + ": expected " + expectation);
    }

    BtfException(String file, IOException cause) {
        super(file + ": cannot be read: " + cause, cause);
    }

    /** Never without one. */
    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }
}
