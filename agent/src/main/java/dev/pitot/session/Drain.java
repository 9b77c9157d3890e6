package dev.pitot.session;

import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** The thread that empties the ring buffer: often when there is much, seldom when there is little. */
public final class Drain implements AutoCloseable {
    /** The prefix by which the programs know Pitot's own threads, which must not be seen ({@code kind_of} in account.c). */
    public static final String OWN_THREADS = "pitot-";

    private static final long IDLE_NANOS = 50_000_000;
    private static final long BUSY_NANOS = 1_000_000;
    private static final long MUCH = 256 * 1024;
    private static final long LOSS_NANOS = 1_000_000_000;

    private final Session session;
    private final Consumer<String> warn;
    private final Thread thread;
    private volatile boolean stopping;

    /** @param warn gets a line when a record could not be made an event */
    public Drain(Session session, Consumer<String> warn) {
        this.session = session;
        this.warn = warn;
        thread = Thread.ofPlatform().name(OWN_THREADS + "drain").daemon().start(() -> OwnThreads.during(this::run));
    }

    private void run() {
        var lossesAt = System.nanoTime();
        while (!stopping) {
            var bytes = 0L;
            try {
                bytes = session.drain();
                if (System.nanoTime() - lossesAt > LOSS_NANOS) {
                    lossesAt = System.nanoTime();
                    session.reportLosses();
                }
            } catch (Throwable t) {
                // What escaped from here would come to the application's own handler of uncaught exceptions.
                warn.accept("an event is lost: " + t);
            }
            LockSupport.parkNanos(bytes > MUCH ? BUSY_NANOS : IDLE_NANOS);
        }
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
