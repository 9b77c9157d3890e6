package dev.pitot.cli.remote;

import dev.pitot.cli.terminal.CommandFailure;
import java.time.Duration;

/** When a whole conversation is to be over, however many steps it has. */
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

    /** 0 when it is over. */
    long millisLeft() {
        return Math.max(0, (end - System.nanoTime()) / 1_000_000);
    }

    boolean isOver() {
        return millisLeft() == 0;
    }

    /** A moment, in which what was not there may come; false when it is over. */
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
