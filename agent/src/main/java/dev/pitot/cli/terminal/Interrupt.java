package dev.pitot.cli.terminal;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C for a command that prints something before it ends. The signal runs the JVM's shutdown hooks, and one of them
 * waits here for the command. The exit status is then the command's, as with BCC's tools, and not that of a killed
 * process.
 */
public final class Interrupt {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private static final CountDownLatch ENDED = new CountDownLatch(1);
    private static volatile int status;

    private Interrupt() {}

    /** @param end makes the command end soon */
    public static void to(Runnable end) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            end.run();
            await();
        }));
    }

    /** Reports that the command has printed everything, so that the process can end. */
    public static void ended(int exitStatus) {
        status = exitStatus;
        ENDED.countDown();
    }

    /** Halts without the other hooks. They are the JDK's own, and have nothing to do in a command. */
    private static void await() {
        try {
            if (ENDED.await(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                Runtime.getRuntime().halt(status);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
