package dev.pitot.compiler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How long the compiler child may take. A child that was slow to start will be slow to compile, on an emulated machine as on a busy one:
 * it gets a hundred times as long as its start took, where compiling takes some ten times as long.
 *
 * @param most nothing else counts then
 */
record Patience(@Nullable Duration most) {
    static final Duration LEAST = Duration.ofSeconds(60);
    static final Duration LONGEST = Duration.ofMinutes(10);
    private static final int TIMES_START = 100;

    /**
     * Waits for the child, but no longer than it may take.
     *
     * @param first what the child makes first
     * @return how long that was
     */
    Duration await(Process child, Path first) throws InterruptedException {
        var begin = Instant.now();
        var allowed = most == null ? LEAST : most;
        if (!child.waitFor(allowed.toMillis(), TimeUnit.MILLISECONDS) && most == null) {
            var more = allowedAfter(startOf(first, begin));
            child.waitFor(more.minus(allowed).toMillis(), TimeUnit.MILLISECONDS);
            return more;
        }
        return allowed;
    }

    /** As long as a child may take that was so long about its start. */
    static Duration allowedAfter(Duration start) {
        var allowed = start.multipliedBy(TIMES_START);
        return allowed.compareTo(LEAST) < 0 ? LEAST : allowed.compareTo(LONGEST) > 0 ? LONGEST : allowed;
    }

    /** By the file that it made; one that has not made it yet is as slow as can be. */
    private static Duration startOf(Path first, Instant begin) {
        try {
            return Duration.between(begin, Files.getLastModifiedTime(first).toInstant());
        } catch (IOException e) {
            return LONGEST;
        }
    }
}
