package dev.pitot.session;

import dev.pitot.bcc.CpuTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Pitot's own threads: their CPU time is of what Pitot costs, and their phases must not be seen. */
public final class OwnThreads {
    /** By which the programs know them ({@code kind_of} in account.c). */
    public static final String PREFIX = "pitot-";

    private static final Map<Thread, Integer> IDS = new ConcurrentHashMap<>();

    private OwnThreads() {}

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
        IDS.put(Thread.currentThread(), CpuTime.currentThreadId());
    }

    /** The calling thread ends; makes none. */
    public static void forget() {
        IDS.remove(Thread.currentThread());
    }

    /** Those there are at the moment. */
    static List<OwnThread> all() {
        return IDS.entrySet().stream()
                .map(of -> new OwnThread(of.getKey().getName(), of.getValue()))
                .toList();
    }

    /**
     * One of them. A name alone is not enough: each session has a thread of the same name that begins at nothing.
     *
     * @param id in the operating system
     */
    public record OwnThread(String name, int id) {}
}
