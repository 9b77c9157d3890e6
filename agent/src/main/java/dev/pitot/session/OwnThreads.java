package dev.pitot.session;

import dev.pitot.bcc.CpuTime;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Pitot's threads that live as long as a session: what they take is part of what Pitot costs. */
final class OwnThreads {
    private static final Map<String, Integer> IDS = new ConcurrentHashMap<>();

    private OwnThreads() {}

    /** Runs what the calling thread is for, and knows the thread meanwhile. */
    static void during(Runnable work) {
        var name = Thread.currentThread().getName();
        var id = CpuTime.currentThreadId();
        IDS.put(name, id);
        try {
            work.run();
        } finally {
            IDS.remove(name, id); // the next of that name may have begun already
        }
    }

    /** Ids in the operating system, by name. */
    static Map<String, Integer> ids() {
        return Map.copyOf(IDS);
    }
}
