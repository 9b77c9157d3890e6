package dev.pitot.control;

import dev.pitot.bpf.BpfException;
import dev.pitot.compiler.CompilerException;
import dev.pitot.threads.OwnThreads;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

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
    private volatile @Nullable Throwable failure;
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
        factory.prepare(() -> isWanted);
        if (!answered.await(KEPT.toMillis(), TimeUnit.MILLISECONDS) || !isWanted) {
            factory.giveUp();
        }
        over.countDown();
    }

    private void failed(Throwable thrown) {
        failure = thrown;
        factory.giveUp();
        over.countDown();
    }

    /** Ends it and frees its result, because the recording wants no event. Does not wait. */
    void giveUp() {
        isWanted = false;
        answered.countDown();
    }

    /** Waits for the end of the preparation, and throws its failure. An interrupt does not end the wait. */
    void take() throws BpfException, CompilerException, IOException {
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
        switch (failure) {
            case null -> {}
            case BpfException failed -> throw failed;
            case CompilerException failed -> throw failed;
            case IOException failed -> throw failed;
            case RuntimeException failed -> throw failed;
            case Error failed -> throw failed;
            default -> throw new IllegalStateException(failure);
        }
    }
}
