package dev.pitot.record;

import dev.pitot.usdt.KernelText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who has an operating system's thread id: its name, and its {@code java.lang.Thread}.
 *
 * <p>A thread that starts while probes are attached says so itself: {@code thread__start} gives its Java id and whole name.
 * Those that were there before are in a thread dump. A thread of the VM has neither; the kernel knows 15 characters of its name.
 * Ids are reused: what a start says replaces what was known.
 */
public final class ThreadNames {
    private static final int CACHE = 4096;
    private static final long AGAIN_NANOS = 50_000_000;

    /**
     * @param javaId {@code Thread.threadId()}, 0 for a thread that is none of Java's
     */
    public record Known(int tid, String name, long javaId) {}

    /** What the rest of Pitot wants of a thread. */
    record Entry(int tid, String name, @Nullable Thread thread) {}

    private static final Entry NOBODY = new Entry(0, "", null);

    private final Supplier<Map<Integer, Known>> dump;
    private final Entry[] cache = new Entry[CACHE];
    private final Map<Integer, Known> known = new HashMap<>();
    private Map<Long, Thread> threads = Map.of();
    private long enumerated = System.nanoTime() - AGAIN_NANOS;

    /** @param dump the threads there are, from the JVM itself; slow */
    public ThreadNames(Supplier<Map<Integer, Known>> dump) {
        this.dump = dump;
    }

    /** Takes a thread dump, for the threads that started before. */
    public void learn() {
        known.putAll(dump.get());
        java.util.Arrays.fill(cache, null);
    }

    /** A thread has started. */
    void started(int tid, String name, long javaId) {
        var mine = new Known(tid, name, javaId);
        known.put(tid, mine);
        cache[tid & (CACHE - 1)] = new Entry(tid, name, thread(javaId));
    }

    /** A thread has ended; its id may come again. */
    void ended(int tid) {
        known.remove(tid);
    }

    /** Never null: a thread of which nothing is known has its id for a name. */
    Entry of(int tid) {
        if (tid == 0) {
            return NOBODY;
        }
        var entry = cache[tid & (CACHE - 1)];
        if (entry != null && entry.tid == tid) {
            return entry;
        }
        var found = find(tid);
        cache[tid & (CACHE - 1)] = found;
        return found;
    }

    private Entry find(int tid) {
        var known = this.known.get(tid);
        if (known != null) {
            return new Entry(tid, known.name, known.javaId == 0 ? null : thread(known.javaId));
        }
        return new Entry(tid, comm(tid), null);
    }

    private @Nullable Thread thread(long javaId) {
        var found = threads.get(javaId);
        if (found == null && System.nanoTime() - enumerated > AGAIN_NANOS) {
            threads = liveThreads();
            enumerated = System.nanoTime();
            found = threads.get(javaId);
        }
        return found;
    }

    /** All platform threads, without their stacks and without stopping them. */
    private static Map<Long, Thread> liveThreads() {
        var root = Thread.currentThread().getThreadGroup();
        while (root.getParent() != null) {
            root = root.getParent();
        }
        var room = new Thread[root.activeCount() * 2 + 16];
        var count = root.enumerate(room, true);
        var byId = new HashMap<Long, Thread>();
        for (var i = 0; i < count; i++) {
            byId.put(room[i].threadId(), room[i]);
        }
        return byId;
    }

    private static String comm(int tid) {
        try {
            return KernelText.of(Path.of("/proc/self/task/" + tid + "/comm")).strip();
        } catch (IOException e) {
            return "thread " + tid;
        }
    }
}
