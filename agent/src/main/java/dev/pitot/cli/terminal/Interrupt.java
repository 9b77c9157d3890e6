package dev.pitot.cli.terminal;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C, for a command that has something to say before it ends. The signal runs the JVM's shutdown hooks, and one of them waits
 * here for the command; the exit status is the command's then, as with BCC's tools, and not that of somebody killed.
 */
public final class Interrupt {
    private static final int PATIENCE = 5; // s

    private static final CountDownLatch ENDED = new CountDownLatch(1);
    private static volatile int status;

    private Interrupt() {}

    /** @param end has the command come to its end soon */
    public static void to(Runnable end) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            end.run();
            await();
        }));
    }

    /** All that a command had to say has been said. */
    public static void ended(int exitStatus) {
        status = exitStatus;
        ENDED.countDown();
    }

    /** Past the other hooks: there are none but the JDK's own, which have nothing to do in a command. */
    private static void await() {
        try {
            if (ENDED.await(PATIENCE, TimeUnit.SECONDS)) {
                Runtime.getRuntime().halt(status);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
