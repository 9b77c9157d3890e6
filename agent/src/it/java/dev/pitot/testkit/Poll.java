package dev.pitot.testkit;

import java.util.concurrent.Callable;

/** Waits for what comes about in another process: as long as it takes on a busy machine, but not for ever. */
public final class Poll {
    private static final int SECONDS = 60;

    private Poll() {}

    public static void until(Callable<Boolean> condition, Callable<String> state) throws InterruptedException {
        until(SECONDS, condition, state);
    }

    /** @param state what to say when it did not come about */
    public static void until(int seconds, Callable<Boolean> condition, Callable<String> state)
            throws InterruptedException {
        var end = System.nanoTime() + seconds * 1_000_000_000L;
        try {
            while (!condition.call()) {
                if (System.nanoTime() > end) {
                    throw new AssertionError("not within " + seconds + " s: " + state.call());
                }
                Thread.sleep(20);
            }
        } catch (InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
