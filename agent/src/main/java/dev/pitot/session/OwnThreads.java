package dev.pitot.session;

import dev.pitot.bcc.CpuTime;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Pitot's own threads: their CPU time is of what Pitot costs, and their phases must not be seen. */
public final class OwnThreads {
    /** By which the programs know them ({@code kind_of} in account.c). */
    public static final String PREFIX = "pitot-";

    /** Of those that live: their ids in the operating system. */
    private static final Map<Thread, Integer> IDS = new HashMap<>();

    /** CPU time of those that have ended, by name: each session has new ones, and what they took must not be lost with them. */
    private static final Map<String, Long> ENDED = new HashMap<>();

    /** Not the application's, which may end the JVM. */
    private static final Thread.UncaughtExceptionHandler NOBODY = (thread, thrown) -> {};

    private OwnThreads() {}

    /**
     * A new one. Whatever is thrown in it, the application is not asked what to do about it.
     *
     * @param name behind the prefix
     * @param failed gets what escaped from the work
     */
    public static Thread unstarted(String name, Consumer<Throwable> failed, Runnable work) {
        return Thread.ofPlatform()
                .name(PREFIX + name)
                .daemon()
                .uncaughtExceptionHandler(NOBODY)
                .unstarted(() -> {
                    try {
                        work.run();
                    } catch (Throwable t) {
                        failed.accept(t);
                    }
                });
    }

    /** The same, begun. */
    public static Thread start(String name, Consumer<Throwable> failed, Runnable work) {
        var thread = unstarted(name, failed, work);
        thread.start();
        return thread;
    }

    /** Runs what the calling thread is for, and knows the thread meanwhile. */
    static void during(Runnable work) {
        know();
        try {
            work.run();
        } finally {
            forget();
        }
    }

    /** The calling thread is one of them; makes a native call. */
    public static void know() {
        var id = CpuTime.currentThreadId();
        synchronized (IDS) {
            IDS.put(Thread.currentThread(), id);
        }
    }

    /** The calling thread ends; makes a native call only if it was known. */
    public static void forget() {
        synchronized (IDS) {
            if (IDS.remove(Thread.currentThread()) != null) {
                ENDED.merge(Thread.currentThread().getName(), CpuTime.ofCurrentThread(), Long::sum);
            }
        }
    }

    /** CPU time in nanoseconds of all that there have been, by name. */
    static Map<String, Long> times() {
        synchronized (IDS) {
            var times = new HashMap<>(ENDED);
            IDS.forEach((thread, id) -> times.merge(thread.getName(), Math.max(0, CpuTime.ofThread(id)), Long::sum));
            return times;
        }
    }
}
