package dev.pitot.internals;

import dev.pitot.bpf.HotSpotThreads;
import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Optional;
import java.util.function.ToIntFunction;

/**
 * The operating system's ids of Java's threads. A {@code Thread} has the address of HotSpot's {@code JavaThread} for as long as that
 * lives, in its field {@code eetop}; from there HotSpot's own description of itself leads to the id.
 */
public final class ThreadIds implements ToIntFunction<Thread> {
    private static final String FIELD = "eetop";

    private final VarHandle address;
    private final HotSpotThreads threads;

    private ThreadIds(VarHandle address, HotSpotThreads threads) {
        this.address = address;
        this.threads = threads;
    }

    /** Empty in a JVM that has not what is needed. */
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

    /** 0 for one that has ended, or does while it is looked at. */
    @Override
    public int applyAsInt(Thread thread) {
        var before = (long) address.getVolatile(thread);
        var id = threads.id(before);
        return before == (long) address.getVolatile(thread) ? id : 0;
    }
}
