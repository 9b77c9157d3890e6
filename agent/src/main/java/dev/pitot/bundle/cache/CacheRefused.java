package dev.pitot.bundle.cache;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;

/**
 * A cache that is not used, because another user could have written it or because it cannot be created. The message is
 * one line with object, reason and remedy.
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

    /** Returns only the remedy. */
    public String remedy() {
        return remedy;
    }
}
