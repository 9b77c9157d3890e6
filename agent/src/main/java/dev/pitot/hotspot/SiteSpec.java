package dev.pitot.hotspot;

import dev.pitot.plan.EventKind;
import dev.pitot.usdt.Argument;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One place in libjvm to attach to, and what the program is to do there: {@code struct site} of {@code config.h}.
 *
 * @param kind the event it serves; null: thread starts, which serve all
 * @param offset in the file, bytes
 * @param texts pointer and length of each text to copy
 * @param values numbers to copy; empty: leave what the begin has set
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
        COLLECTS
    }

    /** Whether it is the return of the function at the offset, not the offset itself. */
    public boolean atReturn() {
        return role == Role.CLASS_END;
    }

    /** Whether a phase begins there, which will have to end. */
    public boolean begins() {
        return role == Role.BEGIN || role == Role.CLASS_BEGIN;
    }

    record Text(Argument pointer, Argument length) {}
}
