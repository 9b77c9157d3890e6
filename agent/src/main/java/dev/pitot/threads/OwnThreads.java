package dev.pitot.threads;

import dev.pitot.bpf.CpuTime;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Pitot's own threads.
 *
 * <p>Their CPU time belongs to Pitot's cost, and their phases must not appear in the recording. They are known by their
 * operating system ids. Names prove nothing, since an application may use the same ones.
 */
public final class OwnThreads {
    /** Prefix of their names. */
    public static final String PREFIX = "pitot-";

    /** Operating system ids of the live threads. */
    private static final Map<Thread, Integer> IDS = new HashMap<>();

    /**
     * CPU time of ended threads, by name. Each session starts new threads, and the time of the old ones still counts.
     */
    private static final Map<String, Long> ENDED = new HashMap<>();

    /** The map that programs read; null while no programs are loaded. */
    private static @Nullable ThreadKinds kinds;

    /** Whether native calls are permitted. Before the first session they may not be. */
    private static boolean permitted;

    private OwnThreads() {}

    /** The work of such a thread. */
    @FunctionalInterface
    public interface Work {
        void run() throws Exception;
    }

    /**
     * Creates a thread that is registered while it works. No exception reaches the application's handlers.
     *
     * @param name name of the thread, without the prefix
     * @param failed receives what the work throws
     */
    public static Thread unstarted(String name, Consumer<Throwable> failed, Work work) {
        return Thread.ofPlatform()
                .name(PREFIX + name)
                .daemon()
                .uncaughtExceptionHandler(OwnThreads::ignore)
                .unstarted(() -> {
                    try {
                        knowIfPermitted();
                        work.run();
                    } catch (Throwable t) {
                        failed.accept(t);
                    } finally {
                        forget();
                    }
                });
    }

    /** Creates and starts such a thread. */
    public static Thread start(String name, Consumer<Throwable> failed, Work work) {
        var thread = unstarted(name, failed, work);
        thread.start();
        return thread;
    }

    /** Registers all live threads and all later ones with the programs. Call it before accounts are made. */
    public static void tell(ThreadKinds next) {
        synchronized (IDS) {
            permitted = true;
            kinds = next;
            IDS.values().forEach(next::tellOwn);
        }
    }

    /** Stops registering threads with these programs. */
    public static void tellNoMore(ThreadKinds last) {
        synchronized (IDS) {
            if (kinds == last) {
                kinds = null;
            }
        }
    }

    /** Instead of the application's handler, which may end the JVM. */
    private static void ignore(Thread thread, Throwable thrown) {}

    private static void knowIfPermitted() {
        if (isPermitted()) {
            know();
        }
    }

    private static boolean isPermitted() {
        synchronized (IDS) {
            return permitted;
        }
    }

    /** Registers the calling thread. Makes a native call. */
    public static void know() {
        var thread = Thread.currentThread();
        var id = CpuTime.currentThreadId();
        synchronized (IDS) {
            permitted = true;
            if (IDS.put(thread, id) == null && kinds != null) {
                kinds.tellOwn(id);
                thread.setName(thread.getName()); // triggers a tracepoint at which the programs look the thread up
            }
        }
    }

    /**
     * Unregisters the calling thread, which is about to end. Makes a native call only if the thread was registered.
     */
    public static void forget() {
        synchronized (IDS) {
            var id = IDS.remove(Thread.currentThread());
            if (id != null) {
                if (kinds != null) {
                    kinds.tellEnded(id);
                }
                ENDED.merge(Thread.currentThread().getName(), CpuTime.ofCurrentThread(), Long::sum);
            }
        }
    }

    /** Returns the CPU time, in nanoseconds, of all threads that ever existed. */
    public static long time() {
        return times().values().stream().mapToLong(Long::longValue).sum();
    }

    /** Returns the CPU time, in nanoseconds, of all threads that ever existed, by name. */
    public static Map<String, Long> times() {
        synchronized (IDS) {
            var times = new HashMap<>(ENDED);
            IDS.forEach((thread, id) -> times.merge(thread.getName(), Math.max(0, CpuTime.ofThread(id)), Long::sum));
            return times;
        }
    }
}
