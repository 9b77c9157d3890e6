package dev.pitot.hotspot;

import dev.pitot.plan.EventKind;
import dev.pitot.usdt.Argument;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A place in libjvm to attach to, and what the program does there: {@code struct site} of {@code config.h}.
 *
 * @param kind event that the site serves; null for thread starts, which serve all
 * @param offset offset in the file, in bytes
 * @param texts pointer and length of each text to copy
 * @param values numbers to copy; an empty one keeps the value set at the begin
 */
public record SiteSpec(
        @Nullable EventKind kind, Role role, long offset, List<Text> texts, List<Optional<Argument>> values) {

    /** {@code ROLE_*}, in the same order. */
    public enum Role {
        BEGIN,
        END,
        CLASS_BEGIN,
        CLASS_LOADED,
        CLASS_END,
        THREAD_START,
        COLLECTS,
        END_BY_WORKERS
    }

    /** Returns whether the site is the return of the function at the offset, not the offset itself. */
    public boolean atReturn() {
        return role == Role.CLASS_END;
    }

    /** Returns the site for a collector that tells of its memory pools on another thread than of the collection. */
    SiteSpec byWorkers() {
        return kind == EventKind.GARBAGE_COLLECTION && role == Role.END
                ? new SiteSpec(kind, Role.END_BY_WORKERS, offset, texts, values)
                : this;
    }

    /** Returns whether a phase begins at the site. */
    public boolean begins() {
        return role == Role.BEGIN || role == Role.CLASS_BEGIN;
    }

    record Text(Argument pointer, Argument length) {}
}
