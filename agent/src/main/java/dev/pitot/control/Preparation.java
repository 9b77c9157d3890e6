package dev.pitot.control;

import dev.pitot.cost.AttachCost;
import dev.pitot.threads.BackgroundTask;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Prepares the first session on a thread of its own, while JFR starts. JFR takes half a second for that on the main
 * thread, and then the application begins.
 */
final class Preparation {
    /** How long the result is kept for a recording. One that begins later is prepared anew. */
    static final Duration KEPT = Duration.ofSeconds(10);

    private final SessionFactory factory;
    private final CountDownLatch answered = new CountDownLatch(1);
    private final AttachCost.Begin begin = AttachCost.Begin.ofLaunch();
    private final BackgroundTask task;
    private volatile boolean isWanted = true;
    private volatile boolean isOver;

    /** Begins. Until {@link #take} returns, nobody else may use the factory. */
    Preparation(SessionFactory factory) {
        this.factory = factory;
        task = BackgroundTask.begin("prepare", this::run);
    }

    /** Keeps the result for {@link #take}, or frees it. A failure is no matter: a session fails in the same way. */
    private void run() throws Exception {
        var isTaken = false;
        try {
            factory.prepare(() -> isWanted);
            isTaken = answered.await(KEPT.toMillis(), TimeUnit.MILLISECONDS) && isWanted;
        } finally {
            if (!isTaken) {
                factory.giveUp();
            }
            isOver = true;
        }
    }

    /** Returns when it began. */
    AttachCost.Begin begin() {
        return begin;
    }

    /** Returns whether its result is there for a recording, or will be soon. */
    boolean isPending() {
        return isWanted && !isOver;
    }

    /** Ends it and frees its result, because the recording wants no event. Does not wait. */
    void giveUp() {
        isWanted = false;
        answered.countDown();
    }

    /** Waits for the end of the preparation. An interrupt does not end the wait. */
    void take() {
        answered.countDown();
        task.end();
    }
}
