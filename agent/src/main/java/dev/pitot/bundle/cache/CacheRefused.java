package dev.pitot.bundle.cache;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;

/**
 * A cache that is not used because another user could have written it, or because it cannot be made. The message is one
 * line: what, why, and what to do.
 */
public final class CacheRefused extends IOException {
    private static final long serialVersionUID = 1L;

    private final String remedy;

    CacheRefused(Path path, String reason, String remedy) {
        this(path + " " + reason, remedy);
    }

    CacheRefused(String reason, String remedy) {
        super("bundle cache refused: " + reason + "; " + remedy);
        this.remedy = remedy;
    }

    /** Never without one. */
    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }

    /** What to do, alone. */
    public String remedy() {
        return remedy;
    }
}
