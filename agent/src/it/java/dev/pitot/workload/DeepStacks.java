package dev.pitot.workload;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import jdk.jfr.Recording;

/** A thousand threads with deep stacks, in a heap that has room for them and not for a text of all their frames. */
public final class DeepStacks {
    public static final int THREADS = 1000;
    static final int FRAMES = 400;
    public static final String NAME = "deep-inside-the-application-";
    private static final CountDownLatch ALL = new CountDownLatch(THREADS);
    private static final CountDownLatch RECORDED = new CountDownLatch(1);

    private DeepStacks() {}

    /** Argument: a file for a recording. */
    public static void main(String[] arguments) throws Exception {
        var threads = new ArrayList<Thread>();
        for (var i = 0; i < THREADS; i++) {
            threads.add(Thread.ofPlatform().name(NAME + i).start(() -> descend(FRAMES)));
        }
        ALL.await();
        try (var recording = new Recording()) {
            recording.enable("pitot.ThreadSleep").withThreshold(java.time.Duration.ZERO);
            recording.start();
            Thread.sleep(1500); // whatever is learnt of threads at the begin is learnt of all
            RECORDED.countDown();
            for (var thread : threads) {
                thread.join();
            }
            recording.dump(Path.of(arguments[0]));
        }
    }

    private static int descend(int frames) {
        if (frames > 0) {
            return descend(frames - 1) + 1;
        }
        try {
            ALL.countDown();
            RECORDED.await();
            Thread.sleep(20);
            return 0;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
