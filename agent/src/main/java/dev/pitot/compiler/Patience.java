package dev.pitot.compiler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The time limit of the compiler child.
 *
 * <p>A child that started slowly will compile slowly, on an emulated machine as on a busy one. It gets a hundred times
 * its start-up time; compiling takes about ten times that.
 *
 * @param most fixed limit; null to derive it from the start-up time
 */
record Patience(@Nullable Duration most) {
    static final Duration LEAST = Duration.ofSeconds(60);
    static final Duration LONGEST = Duration.ofMinutes(10);
    private static final int TIMES_START = 100;

    /**
     * Waits for the child, up to its limit.
     *
     * @param first the first file that the child creates
     * @param turn how long it may wait for another child
     * @return the limit
     */
    Duration await(Process child, Path first, Duration turn) throws InterruptedException {
        var begin = Instant.now();
        var allowed = (most == null ? LEAST : most).plus(turn);
        if (!child.waitFor(allowed.toMillis(), TimeUnit.MILLISECONDS) && most == null) {
            var more = allowedAfter(startOf(first, begin)).plus(turn);
            child.waitFor(more.minus(allowed).toMillis(), TimeUnit.MILLISECONDS);
            return more;
        }
        return allowed;
    }

    /** Returns the limit for a child with this start-up time. */
    static Duration allowedAfter(Duration start) {
        var allowed = start.multipliedBy(TIMES_START);
        return allowed.compareTo(LEAST) < 0 ? LEAST : allowed.compareTo(LONGEST) > 0 ? LONGEST : allowed;
    }

    /** Returns the start-up time, from the file that the child created. Without that file it is the maximum. */
    private static Duration startOf(Path first, Instant begin) {
        try {
            return Duration.between(begin, Files.getLastModifiedTime(first).toInstant());
        } catch (IOException e) {
            return LONGEST;
        }
    }
}
