package dev.pitot.internals;

import dev.pitot.bpf.HotSpotThreads;
import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Optional;
import java.util.function.ToIntFunction;

/**
 * The operating system's ids of Java threads. The field {@code eetop} of a {@code Thread} has the address of HotSpot's
 * {@code JavaThread} while the thread lives. HotSpot's own description of its structures leads from there to the id.
 */
public final class ThreadIds implements ToIntFunction<Thread> {
    private static final String FIELD = "eetop";

    private final VarHandle address;
    private final HotSpotThreads threads;

    private ThreadIds(VarHandle address, HotSpotThreads threads) {
        this.address = address;
        this.threads = threads;
    }

    /** Returns empty in a JVM that lacks a field or structure. */
    public static Optional<ThreadIds> in(Instrumentation instrumentation) {
        try {
            JdkInternals.open(instrumentation, Thread.class.getModule(), Thread.class.getPackageName());
            var address = MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup())
                    .findVarHandle(Thread.class, FIELD, long.class);
            return HotSpotThreads.find().map(threads -> new ThreadIds(address, threads));
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            return Optional.empty();
        }
    }

    /** Returns 0 for a thread that has ended, or ends during the call. */
    @Override
    public int applyAsInt(Thread thread) {
        var before = (long) address.getVolatile(thread);
        var id = threads.id(before);
        return before == (long) address.getVolatile(thread) ? id : 0;
    }
}
