package dev.pitot.workload;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import jdk.jfr.Event;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** More threads at a time than there are slots for accounts ({@code ACCOUNT_SLOTS} of limits.h), and then as many others again. */
public final class ManyThreads {
    public static final int THREADS = 1500;
    public static final int WAVES = 2;
    static final long WORK = 500_000; // ns

    private ManyThreads() {}

    /** What a thread's own clock says of it. */
    @Name("test.Own")
    @StackTrace(false)
    static final class Own extends Event {
        String name = "";
        long cpu;
    }

    public static void main(String[] arguments) throws Exception {
        for (var wave = 0; wave < WAVES; wave++) {
            var all = new CountDownLatch(THREADS);
            var threads = new ArrayList<Thread>();
            for (var i = 0; i < THREADS; i++) {
                threads.add(new Thread(null, () -> live(all), "many-" + wave + "-" + i, 128 * 1024));
            }
            threads.forEach(Thread::start);
            for (var thread : threads) {
                thread.join();
            }
        }
    }

    private static void live(CountDownLatch all) {
        try {
            all.countDown();
            all.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        var until = System.nanoTime() + WORK;
        while (System.nanoTime() < until) {
            Thread.onSpinWait();
        }
        var own = new Own();
        own.name = Thread.currentThread().getName();
        own.cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        own.commit();
    }
}
