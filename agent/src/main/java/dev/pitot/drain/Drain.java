package dev.pitot.drain;

import dev.pitot.threads.OwnThreads;
import java.util.function.Consumer;

/**
 * The thread that drains the ring buffer: often under load, seldom otherwise, and at once when the buffer fills up.
 */
public final class Drain implements AutoCloseable {
    private static final int IDLE_MILLIS = 900;
    private static final int SEEKING_MILLIS = 50;
    private static final int BUSY_MILLIS = 1;
    private static final long MUCH = 256 * 1024;
    private static final long LOSS_NANOS = 500_000_000;

    private final KernelReader readout;
    private final Consumer<String> warn;
    private final Thread thread;
    private volatile boolean stopping;

    /**
     * Starts the thread.
     *
     * @param warn receives a line when a record could not become an event
     */
    public Drain(KernelReader readout, Consumer<String> warn) {
        this.readout = readout;
        this.warn = warn;
        thread = OwnThreads.start("drain", this::failed, this::run);
    }

    private void run() {
        var lossesAt = System.nanoTime();
        while (!stopping) {
            var bytes = 0L;
            try {
                bytes = readout.drain();
                if (System.nanoTime() - lossesAt > LOSS_NANOS) {
                    lossesAt = System.nanoTime();
                    readout.reportLosses();
                }
            } catch (Throwable t) {
                // A bad record must not stop the reading of all others.
                warn.accept("an event is lost: " + t);
            }
            readout.doorbell().await(pause(bytes));
        }
    }

    private void failed(Throwable thrown) {
        warn.accept("events are lost from now on: " + thrown);
    }

    /**
     * Returns the pause in milliseconds. When there is little to read, each look is expensive because the code has left
     * the caches.
     */
    private int pause(long bytes) {
        if (bytes > MUCH) {
            return BUSY_MILLIS;
        }
        return readout.isSeekingThreads() ? SEEKING_MILLIS : IDLE_MILLIS;
    }

    @Override
    public void close() {
        stopping = true;
        readout.doorbell().ring();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
