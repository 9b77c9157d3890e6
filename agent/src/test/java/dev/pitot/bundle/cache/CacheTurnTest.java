package dev.pitot.bundle.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One process at a time fills a cache. */
class CacheTurnTest {
    private static final Duration LONG = Duration.ofMinutes(2);

    @TempDir
    Path directory;

    @Test
    void aProcessWaitsForTheTurnOfAnother() throws Exception {
        var cache = BundleCache.open(directory.resolve("cache"));
        Process other;
        try (var _ = cache.awaitTurn(LONG, () -> false)) {
            other = other(LONG);
            other.getOutputStream().close();
            assertThat(other.inputReader().readLine()).isEqualTo("waits");
            assertThat(other.waitFor(500, TimeUnit.MILLISECONDS))
                    .as("has got it")
                    .isFalse();
        }
        assertThat(other.inputReader().readLine()).isEqualTo("goes on");
        assertThat(other.waitFor()).isZero();
    }

    @Test
    void aProcessThatWaitedLongEnoughGoesOn() throws Exception {
        var cache = BundleCache.open(directory.resolve("cache"));
        try (var _ = cache.awaitTurn(LONG, () -> false)) {
            var other = other(Duration.ofMillis(300));
            other.getOutputStream().close();
            assertThat(other.waitFor()).isZero();
        }
    }

    @Test
    void aProcessThatIsKilledLeavesItsTurn() throws Exception {
        var holder = other(LONG);
        assertThat(holder.inputReader().readLine()).isEqualTo("waits");
        assertThat(holder.inputReader().readLine()).isEqualTo("goes on");
        holder.destroyForcibly().waitFor();
        var cache = BundleCache.open(directory.resolve("cache"));
        var begun = System.nanoTime();
        cache.awaitTurn(LONG, () -> false).close();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(LONG);
    }

    @Test
    void whoWaitedEnoughHasNoTurn() throws Exception {
        var cache = BundleCache.open(directory.resolve("cache"));
        var holder = other(LONG);
        assertThat(holder.inputReader().readLine()).isEqualTo("waits");
        assertThat(holder.inputReader().readLine()).isEqualTo("goes on");
        try (var turn = cache.awaitTurn(LONG, () -> true)) {
            assertThat(turn.isTaken()).isFalse();
        } finally {
            holder.destroyForcibly().waitFor();
        }
    }

    @Test
    void whoCannotLockGoesOn() throws Exception {
        var cache = BundleCache.open(directory.resolve("cache"));
        Files.createDirectory(cache.path().resolve("turn.lock"));
        cache.awaitTurn(LONG, () -> false).close();
    }

    private Process other(Duration most) throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Turn.class.getName(),
                        directory.resolve("cache").toString(),
                        most.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    static final class Turn {
        public static void main(String[] arguments) throws Exception {
            var cache = BundleCache.open(Path.of(arguments[0]));
            System.out.println("waits");
            try (var _ = cache.awaitTurn(Duration.parse(arguments[1]), () -> false)) {
                System.out.println("goes on");
                System.in.read(); // until its input ends
            }
        }
    }
}
