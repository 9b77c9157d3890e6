package dev.pitot.workload;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import jdk.jfr.Recording;

/** Threads that were there before the recording and end soon after its begin; virtual threads all the time. */
public final class ShortLivedThreads {
    public static final int THREADS = 40;
    public static final int SLEEPS = 3;
    public static final String NAME = "writer-that-ends-soon-";

    private ShortLivedThreads() {}

    /** Argument: a file for a recording. */
    public static void main(String[] arguments) throws Exception {
        for (var i = 0; i < 20; i++) {
            Thread.ofVirtual().start(() -> sleep(Integer.MAX_VALUE, 2));
        }
        var recorded = new CountDownLatch(1);
        var threads = new ArrayList<Thread>();
        for (var i = 0; i < THREADS; i++) {
            threads.add(Thread.ofPlatform().name(NAME + i).start(() -> {
                await(recorded);
                sleep(SLEEPS, 5);
            }));
        }
        try (var recording = new Recording()) {
            recording.enable("pitot.ThreadSleep").withThreshold(Duration.ZERO);
            recording.enable("pitot.OffCpu").withThreshold(Duration.ZERO);
            recording.enable("pitot.ThreadCpu");
            recording.start();
            recorded.countDown();
            for (var thread : threads) {
                thread.join();
            }
            sleep(1, 1500);
            recording.dump(Path.of(arguments[0]));
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void sleep(int times, long millis) {
        try {
            for (var i = 0; i < times; i++) {
                Thread.sleep(millis);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
