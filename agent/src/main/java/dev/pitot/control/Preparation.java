package dev.pitot.control;

import dev.pitot.threads.OwnThreads;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Prepares the first session on a thread of its own, while JFR starts. JFR takes half a second for that on the main
 * thread, and then the application begins.
 */
final class Preparation {
    /** How long the result is kept for a recording. One that begins later is prepared anew. */
    private static final Duration KEPT = Duration.ofSeconds(10);

    private final SessionFactory factory;
    private final CountDownLatch answered = new CountDownLatch(1);
    private volatile boolean isWanted = true;
    private final CountDownLatch over = new CountDownLatch(1);

    private Preparation(SessionFactory factory) {
        this.factory = factory;
    }

    /** Begins. Until {@link #take} returns, nobody else may use the factory. */
    static Preparation begin(SessionFactory factory) {
        var preparation = new Preparation(factory);
        OwnThreads.start("prepare", preparation::failed, preparation::run);
        return preparation;
    }

    private void run() throws Exception {
        var isLoaded = factory.prepare(() -> isWanted);
        if (isLoaded && (!answered.await(KEPT.toMillis(), TimeUnit.MILLISECONDS) || !isWanted)) {
            factory.giveUp();
        }
        over.countDown();
    }

    /** A session fails in the same way, and says so. */
    private void failed(Throwable thrown) {
        factory.giveUp();
        over.countDown();
    }

    /** Returns whether its result is there for a recording, or will be soon. */
    boolean isPending() {
        return isWanted && over.getCount() > 0;
    }

    /** Ends it and frees its result, because the recording wants no event. Does not wait. */
    void giveUp() {
        isWanted = false;
        answered.countDown();
    }

    /** Waits for the end of the preparation. An interrupt does not end the wait. */
    void take() {
        answered.countDown();
        var interrupted = false;
        while (over.getCount() > 0) {
            try {
                over.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
