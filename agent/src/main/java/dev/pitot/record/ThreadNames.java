package dev.pitot.record;

import dev.pitot.usdt.KernelText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Maps operating system thread ids to names and {@code java.lang.Thread}s.
 *
 * <p>The kernel reports when a thread gets an id, when it gets a name of 15 characters, and when it ends. A Java thread
 * that starts while probes are attached also reports its Java id and full name ({@code thread__start}). Earlier
 * threads, and native threads attached to the JVM, are found among the JVM's live threads.
 *
 * <p>Ids are reused, and records are read up to a second late. So what holds for the live threads is used only after
 * all records up to that moment have been read.
 */
public final class ThreadNames {
    private static final int CACHE = 4096;
    private static final int ENDED = 256;
    private static final long AGAIN_NANOS = 50_000_000;
    private static final long UNRESOLVED_NANOS = 500_000_000;

    /** What the rest of Pitot needs to know of a thread. */
    record Entry(int tid, String name, @Nullable Thread thread, boolean isJavas) {}

    private static final Entry NOBODY = new Entry(0, "", null, false);

    private final ToIntFunction<Thread> idOf;
    private final @Nullable Entry[] cache = new Entry[CACHE];
    private final Map<Integer, Entry> known = new HashMap<>();
    private final Map<String, Integer> compilers = new HashMap<>();
    private final ArrayDeque<Entry> ended = new ArrayDeque<>();
    private final Set<Integer> unresolved = new HashSet<>();

    /** Java ids, by operating system id, of threads that started after the last look at the live threads. */
    private final Map<Integer, Long> sought = new HashMap<>();

    private long newcomer = System.nanoTime() - AGAIN_NANOS;
    private Map<Integer, Thread> found = new HashMap<>();
    private boolean isFoundOld;
    private Map<Long, Thread> threads = Map.of();
    private long enumerated = System.nanoTime() - AGAIN_NANOS;
    private long resolved = System.nanoTime() - UNRESOLVED_NANOS;

    /**
     * Creates an empty map.
     *
     * @param idOf returns the operating system id of a live thread; 0 if unknown
     */
    public ThreadNames(ToIntFunction<Thread> idOf) {
        this.idOf = idOf;
    }

    /** Takes the names of the live threads, before anything is recorded. */
    public void learn() {
        byId().forEach((tid, thread) -> put(new Entry(tid, thread.getName(), thread, true)));
        enumerated -= AGAIN_NANOS; // so that the next thread to start gets its name at once
    }

    /** Returns the names of the Java threads, by operating system id. */
    public Map<Integer, String> javaThreads() {
        var names = new HashMap<Integer, String>();
        known.values().stream().filter(Entry::isJavas).forEach(entry -> names.put(entry.tid, entry.name));
        return names;
    }

    /**
     * Returns whether to read again soon. The kernel rings for a thread that starts, but not for one that follows
     * within 50 ms. Such a thread may be gone a second later. Also true while a started thread has not been found yet.
     */
    public boolean isSeeking() {
        return System.nanoTime() - newcomer < AGAIN_NANOS || !sought.isEmpty();
    }

    /** Prepares for a batch of records. */
    public void before() {
        seek();
        if (!found.isEmpty()) {
            isFoundOld = true;
        } else if (!unresolved.isEmpty() && System.nanoTime() - resolved > UNRESOLVED_NANOS) {
            resolved = System.nanoTime();
            unresolved.clear();
            found = byId();
        }
    }

    private void seek() {
        if (!sought.isEmpty() && mayEnumerate()) {
            enumerate();
            sought.forEach((tid, javaId) -> {
                var entry = known.get(tid);
                var thread = threads.get(javaId);
                if (entry != null && thread != null) {
                    put(new Entry(tid, entry.name, thread, true));
                }
            });
            sought.clear();
        }
    }

    /** Notes that all records available at {@link #before} have been read. */
    public void after() {
        if (isFoundOld) {
            found.forEach((tid, thread) -> {
                var entry = known.get(tid);
                if (entry == null || !entry.isJavas) {
                    put(new Entry(tid, thread.getName(), thread, true));
                }
            });
            found = new HashMap<>();
            isFoundOld = false;
        }
    }

    /** Notes that a new thread has got an id, with the kernel's name. Earlier knowledge of the id is void. */
    void began(int tid, String comm) {
        found.remove(tid);
        sought.remove(tid);
        put(new Entry(tid, comm, null, false));
        unresolved.add(tid);
    }

    /** Notes a thread that existed before the probes. These come in the order of their ids. */
    void wasThere(int tid, String comm) {
        if (!known.containsKey(tid)) {
            put(new Entry(tid, HotSpotNames.whole(comm, compilers), null, false));
            unresolved.add(tid);
        }
    }

    /** Notes that the kernel has a new name for a thread. */
    void renamed(int tid, String comm) {
        var entry = known.get(tid);
        if (entry == null || !entry.isJavas) {
            put(new Entry(tid, comm, null, false));
        } else if (entry.thread != null) {
            put(new Entry(tid, entry.thread.getName(), entry.thread, true));
        }
    }

    /** Notes the kernel's name of a thread again, because its first record may have found the ring buffer full. */
    void isNamed(int tid, String comm) {
        var entry = known.get(tid);
        if (!comm.isEmpty() && (entry == null || (!entry.isJavas && !entry.name.startsWith(comm)))) {
            put(new Entry(tid, comm, null, false));
        }
    }

    /** Notes that a Java thread has started. */
    void started(int tid, String name, long javaId) {
        var thread = thread(javaId);
        newcomer = System.nanoTime();
        put(new Entry(tid, name, thread, true));
        unresolved.remove(tid);
        if (thread == null) {
            sought.put(tid, javaId);
        }
    }

    /** Notes that a thread has ended. Some records about it may still come. */
    void ended(int tid) {
        unresolved.remove(tid);
        var entry = known.get(tid);
        if (entry != null) {
            ended.add(entry);
        }
        if (ended.size() > ENDED) {
            forget(ended.remove());
        }
    }

    private void forget(Entry entry) {
        known.remove(entry.tid, entry);
        var place = entry.tid & (CACHE - 1);
        if (entry.equals(cache[place])) {
            cache[place] = null;
        }
    }

    /** Returns the entry of a thread. An unknown thread has its id as the name. */
    Entry of(int tid) {
        if (tid == 0) {
            return NOBODY;
        }
        var entry = cache[tid & (CACHE - 1)];
        if (entry == null || entry.tid != tid) {
            entry = known.get(tid);
            entry = entry != null ? entry : new Entry(tid, comm(tid), null, false);
            cache[tid & (CACHE - 1)] = entry;
        }
        return entry;
    }

    private void put(Entry entry) {
        known.put(entry.tid, entry);
        cache[entry.tid & (CACHE - 1)] = entry;
    }

    private @Nullable Thread thread(long javaId) {
        if (!threads.containsKey(javaId) && mayEnumerate()) {
            enumerate();
        }
        return threads.get(javaId);
    }

    private boolean mayEnumerate() {
        return System.nanoTime() - enumerated > AGAIN_NANOS;
    }

    /** Returns the live threads, by operating system id. */
    private Map<Integer, Thread> byId() {
        enumerate();
        var byId = new HashMap<Integer, Thread>();
        for (var thread : threads.values()) {
            var tid = idOf.applyAsInt(thread);
            if (tid != 0) {
                byId.put(tid, thread);
            }
        }
        return byId;
    }

    /** Lists all platform threads, without their stacks and without stopping them. */
    private void enumerate() {
        enumerated = System.nanoTime();
        var root = Thread.currentThread().getThreadGroup();
        while (root.getParent() != null) {
            root = root.getParent();
        }
        var active = root.activeCount();
        var room = new Thread[active + active / 8 + 16];
        var count = root.enumerate(room, true);
        var byJavaId = new HashMap<Long, Thread>();
        for (var i = 0; i < count; i++) {
            byJavaId.put(room[i].threadId(), room[i]);
        }
        threads = byJavaId;
    }

    private static String comm(int tid) {
        try {
            return KernelText.of(Path.of("/proc/self/task/" + tid + "/comm")).strip();
        } catch (IOException e) {
            return "thread " + tid;
        }
    }
}
