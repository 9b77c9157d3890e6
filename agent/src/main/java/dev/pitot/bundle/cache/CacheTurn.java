package dev.pitot.bundle.cache;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The turn of one process to fill a cache, as a lock of a file in it. The kernel ends the turn when the process ends,
 * however it does.
 */
public final class CacheTurn implements AutoCloseable {
    private static final String FILE = "turn.lock";
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Set<OpenOption> OPEN =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

    private final @Nullable FileChannel channel;
    private boolean isTaken;

    private CacheTurn(@Nullable FileChannel channel) {
        this.channel = channel;
    }

    /** Waits for the turn. After the time, or if the file cannot be locked, there is none, which costs only time. */
    static CacheTurn await(CacheDirectory directory, Duration most, BooleanSupplier isEnough) {
        var turn = new CacheTurn(open(directory));
        turn.await(System.nanoTime() + most.toNanos(), isEnough);
        return turn;
    }

    /** Returns whether it is this process's turn. */
    public boolean isTaken() {
        return isTaken;
    }

    private static @Nullable FileChannel open(CacheDirectory directory) {
        try {
            return FileChannel.open(directory.path().resolve(FILE), OPEN, AtomicFile.PRIVATE);
        } catch (IOException e) {
            return null;
        }
    }

    private void await(long end, BooleanSupplier isEnough) {
        try {
            isTaken = isLocked();
            while (!isTaken && channel != null && System.nanoTime() < end && !isEnough.getAsBoolean()) {
                Thread.sleep(LOOK);
                isTaken = isLocked();
            }
        } catch (IOException e) {
            // The file system has no locks.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isLocked() throws IOException {
        return channel != null && channel.tryLock() != null;
    }

    @Override
    public void close() {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            // The end of the process closes it.
        }
    }
}
