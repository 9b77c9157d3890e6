package dev.pitot.matrix;

import dev.pitot.testkit.MadeClasses;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * Many more threads than CPUs, all of them in the same probes, and some that only take the CPU away from the others: who is
 * preempted in a probe's program is, sooner or later, followed by another in the same program on the same CPU. Each counts what it
 * did; the counts are printed at the end, as {@code park-0 ThreadPark 12345}.
 */
final class Crush {
    static final String CLASS = "made.Crush";

    private static final Object MONITOR = new Object();
    private static final byte[] CODE = MadeClasses.bytes(CLASS, code -> {});

    private static volatile boolean stopping;
    private static long shared;

    private final String event;
    private final Work work;
    private final Thread thread;
    private long times;

    private Crush(String name, String event, Work work) {
        this.event = event;
        this.work = work;
        thread = new Thread(this::run, name);
    }

    interface Work {
        void once() throws Exception;
    }

    /** Argument: how many seconds to last. */
    public static void main(String[] arguments) throws Exception {
        var all = new ArrayList<Crush>();
        add(all, 8, "park", "ThreadPark", () -> LockSupport.parkNanos(random(200_000)));
        add(all, 4, "sleep", "ThreadSleep", () -> Thread.sleep(0, random(999_999)));
        add(all, 2, "load", "ClassLoad", () -> new OneClass().load());
        add(all, 6, "lock", "", Crush::lock);
        add(all, 4, "spin", "", Crush::spin);
        all.forEach(one -> one.thread.start());
        Thread.sleep(Long.parseLong(arguments[0]) * 1000);
        stopping = true;
        for (var one : all) {
            one.thread.join();
            if (!one.event.isEmpty()) {
                System.out.println(one.thread.getName() + " " + one.event + " " + one.times);
            }
        }
    }

    private static void add(List<Crush> all, int threads, String name, String event, Work work) {
        for (var i = 0; i < threads; i++) {
            all.add(new Crush(name + "-" + i, event, work));
        }
    }

    private void run() {
        try {
            while (!stopping) {
                work.once();
                times++;
            }
        } catch (Exception e) {
            e.printStackTrace();
        }
    }

    private static int random(int bound) {
        return 1 + ThreadLocalRandom.current().nextInt(bound);
    }

    private static void lock() {
        synchronized (MONITOR) {
            shared++;
            if (shared % 100 == 0) {
                Thread.yield(); // or a thread would seldom find the monitor taken
            }
        }
    }

    private static void spin() {
        var until = System.nanoTime() + random(3_000_000);
        while (System.nanoTime() < until) {
            Thread.onSpinWait();
        }
        Thread.yield();
    }

    private static final class OneClass extends ClassLoader {
        void load() {
            defineClass(CLASS, CODE, 0, CODE.length);
        }
    }
}
