package dev.pitot.workload;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.LockSupport;
import jdk.jfr.Event;
import jdk.jfr.MemoryAddress;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** Known numbers of page faults that read, of sleeps, of wake-ups, and of waits for a CPU. */
public final class KnownWaits {
    public static final int FAULTS = 23;
    public static final long STRIDE = 2 << 20;
    private static final int MADV_RANDOM = 1;
    public static final int SLEEPS = 17;
    public static final int WAKES = 13;

    private static volatile long sink;

    private KnownWaits() {}

    /** The mapping, and the major faults that the kernel counted while it was read. */
    @Name("test.Mapping")
    @StackTrace(false)
    static final class Mapping extends Event {
        @MemoryAddress
        long address;

        long majorFaults;
    }

    /** Argument: a file that is not in memory. */
    public static void main(String[] arguments) throws Exception {
        run("toucher", () -> touch(Path.of(arguments[0])));
        run("sleeper", () -> {
            for (var i = 0; i < SLEEPS; i++) {
                Thread.sleep(30);
            }
        });
        wakes();
        var threads = new Thread[Runtime.getRuntime().availableProcessors() + 2];
        for (var i = 0; i < threads.length; i++) {
            threads[i] = start("spinner-" + i, KnownWaits::spin);
        }
        for (var thread : threads) {
            thread.join();
        }
    }

    interface Work {
        void run() throws Exception;
    }

    private static void run(String name, Work work) throws InterruptedException {
        start(name, work).join();
    }

    private static Thread start(String name, Work work) {
        var thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                },
                name);
        thread.start();
        return thread;
    }

    /** Otherwise the kernel reads whole megabytes around a fault: {@code int madvise(void *, size_t, int)}. */
    private static void noReadAhead(MemorySegment memory) throws Exception {
        var linker = Linker.nativeLinker();
        var madvise = linker.downcallHandle(
                linker.defaultLookup().find("madvise").orElseThrow(),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT));
        try {
            if ((int) madvise.invokeExact(memory, memory.byteSize(), MADV_RANDOM) != 0) {
                throw new AssertionError("madvise");
            }
        } catch (Throwable t) {
            throw new AssertionError(t);
        }
    }

    private static void touch(Path file) throws Exception {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ);
                var arena = Arena.ofConfined()) {
            var mapping = new Mapping();
            var memory = channel.map(FileChannel.MapMode.READ_ONLY, 0, FAULTS * STRIDE, arena);
            noReadAhead(memory);
            touch(memory, 1); // what this code needs is there
            var before = majorFaults();
            touch(memory, FAULTS);
            mapping.majorFaults = majorFaults() - before;
            mapping.address = memory.address();
            mapping.commit();
        }
    }

    private static void touch(MemorySegment memory, int times) {
        for (var i = 0; i < times; i++) {
            sink = memory.get(ValueLayout.JAVA_BYTE, i * STRIDE);
        }
    }

    private static long majorFaults() throws IOException {
        var stat = Files.readString(Path.of("/proc/thread-self/stat"));
        return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[9]);
    }

    /** One thread waits until another, named waker, wakes it. */
    private static void wakes() throws InterruptedException {
        var waiter = start("waiter", () -> {
            for (var i = 0; i < WAKES; i++) {
                LockSupport.park();
            }
        });
        run("waker", () -> {
            for (var i = 0; i < WAKES; i++) {
                Thread.sleep(40);
                LockSupport.unpark(waiter);
            }
        });
        waiter.join();
    }

    private static void spin() {
        var until = System.nanoTime() + 800_000_000;
        while (System.nanoTime() < until) {
            Thread.onSpinWait();
        }
    }
}
