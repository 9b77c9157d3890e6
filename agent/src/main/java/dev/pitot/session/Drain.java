package dev.pitot.session;

import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** The thread that empties the ring buffer: often when there is much, seldom when there is little. */
public final class Drain implements AutoCloseable {
    private static final long IDLE_NANOS = 100_000_000;
    private static final long USUAL_NANOS = 50_000_000;
    private static final long BUSY_NANOS = 1_000_000;
    private static final long LITTLE = 16 * 1024;
    private static final long MUCH = 256 * 1024;
    private static final long LOSS_NANOS = 1_000_000_000;

    private final Readout readout;
    private final Consumer<String> warn;
    private final Thread thread;
    private volatile boolean stopping;

    /** @param warn gets a line when a record could not be made an event */
    public Drain(Readout readout, Consumer<String> warn) {
        this.readout = readout;
        this.warn = warn;
        thread = Thread.ofPlatform().name(OwnThreads.PREFIX + "drain").daemon().start(() -> OwnThreads.during(this::run));
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
                // What escaped from here would come to the application's own handler of uncaught exceptions.
                warn.accept("an event is lost: " + t);
            }
            LockSupport.parkNanos(pause(bytes));
        }
    }

    /** To look is what costs when there is little: the code has left the caches each time. */
    private static long pause(long bytes) {
        if (bytes > MUCH) {
            return BUSY_NANOS;
        }
        return bytes > LITTLE ? USUAL_NANOS : IDLE_NANOS;
    }

    @Override
    public void close() {
        stopping = true;
        LockSupport.unpark(thread);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
