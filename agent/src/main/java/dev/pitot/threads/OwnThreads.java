package dev.pitot.threads;

import dev.pitot.bpf.CpuTime;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Pitot's own threads: their CPU time is of what Pitot costs, and their phases must not be seen. They are known by their ids in the
 * operating system. Names tell nothing, since an application may call its threads likewise.
 */
public final class OwnThreads {
    /** Of their names. */
    public static final String PREFIX = "pitot-";

    /** Of those that live: their ids in the operating system. */
    private static final Map<Thread, Integer> IDS = new HashMap<>();

    /** CPU time of those that have ended, by name: each session has new ones, and what they took must not be lost with them. */
    private static final Map<String, Long> ENDED = new HashMap<>();

    /** Where the programs look; null while there are none. */
    private static @Nullable ThreadKinds kinds;

    /** Whether native calls are: before the first session that may not be so. */
    private static boolean permitted;

    private OwnThreads() {}

    /** What such a thread does. */
    @FunctionalInterface
    public interface Work {
        void run() throws Exception;
    }

    /**
     * A new one, known while it works. Whatever is thrown in it, the application is not asked what to do about it.
     *
     * @param name behind the prefix
     * @param failed gets what escaped from the work
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

    /** The same, begun. */
    public static Thread start(String name, Consumer<Throwable> failed, Work work) {
        var thread = unstarted(name, failed, work);
        thread.start();
        return thread;
    }

    /** From now on these programs know them: those that live, before accounts are made, and those that come. */
    public static void tell(ThreadKinds next) {
        synchronized (IDS) {
            permitted = true;
            kinds = next;
            IDS.values().forEach(next::tellOwn);
        }
    }

    /** Nothing is told there any more. */
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

    /** The calling thread is one of them; makes a native call. */
    public static void know() {
        var thread = Thread.currentThread();
        var id = CpuTime.currentThreadId();
        synchronized (IDS) {
            permitted = true;
            if (IDS.put(thread, id) == null && kinds != null) {
                kinds.tellOwn(id);
                thread.setName(thread.getName()); // the tracepoint of that has the programs look
            }
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
    public static Map<String, Long> times() {
        synchronized (IDS) {
            var times = new HashMap<>(ENDED);
            IDS.forEach((thread, id) -> times.merge(thread.getName(), Math.max(0, CpuTime.ofThread(id)), Long::sum));
            return times;
        }
    }
}
