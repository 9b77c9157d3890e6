package dev.pitot.cli.remote;

import dev.pitot.cli.terminal.CommandFailure;
import java.time.Duration;

/** The end of a whole conversation, however many steps it has. */
final class Deadline {
    private final Duration patience;
    private final long end;

    private Deadline(Duration patience) {
        this.patience = patience;
        this.end = System.nanoTime() + patience.toNanos();
    }

    static Deadline in(Duration patience) {
        return new Deadline(patience);
    }

    /** Returns 0 after the end. */
    long millisLeft() {
        return Math.max(0, (end - System.nanoTime()) / 1_000_000);
    }

    boolean isOver() {
        return millisLeft() == 0;
    }

    /** Waits for a moment before another try; returns false after the end. */
    boolean allowsAnotherTry() throws CommandFailure {
        try {
            Thread.sleep(Math.min(20, millisLeft()));
            return !isOver();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted");
        }
    }

    @Override
    public String toString() {
        return patience.toMillis() % 1000 == 0 ? patience.toSeconds() + " s" : patience.toMillis() + " ms";
    }
}
