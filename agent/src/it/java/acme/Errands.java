package acme;

import dev.pitot.testkit.DirectIo;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** Thousands of virtual threads, each of which knows how long it ran on a CPU. */
public final class Errands {
    public static final long SLEEP_MILLIS = 5;
    public static final int READ_BYTES = 65536;

    private static final int THREAD_CPU_CLOCK = 3; // CLOCK_THREAD_CPUTIME_ID of linux/time.h
    private static final Object MONITOR = new Object();
    private static final ThreadLocal<long[]> USED = ThreadLocal.withInitial(() -> new long[1]);

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle CLOCK = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("clock_gettime"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
    private static final MethodHandle PINNED_SLEEP = upcall();

    private static FileChannel file;
    private static long spinNanos;

    private Errands() {}

    /**
     * Arguments: a file to make, how many threads, and how many microseconds each of them spins twice. Prints for each thread its id and the CPU time it used in
     * nanoseconds, and at last the CPU time and the run queue time of the carriers.
     */
    public static void main(String[] arguments) throws Exception {
        var path = Path.of(arguments[0]);
        Files.write(path, new byte[READ_BYTES]);
        file = FileChannel.open(path, StandardOpenOption.READ, DirectIo.option());
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> {}); // some errands end so
        spinNanos = 1000 * Long.parseLong(arguments[2]);
        Map<Long, Long> cpuTimes = new ConcurrentHashMap<>();
        var threads = new ArrayList<Thread>();
        for (var i = 0; i < Integer.parseInt(arguments[1]); i++) {
            var kind = i % 5;
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    errand(kind);
                } finally {
                    cpuTimes.put(Thread.currentThread().threadId(), USED.get()[0]);
                }
            }));
        }
        var prying = Thread.ofPlatform().daemon().start(() -> pry(threads));
        for (var thread : threads) {
            thread.join();
        }
        prying.interrupt();
        prying.join();
        cpuTimes.forEach((id, nanos) -> System.out.println(id + " " + nanos));
        System.out.println(carriers());
    }

    /** Asks for stack traces: the JDK then submits threads again that wait for a carrier. */
    private static void pry(List<Thread> threads) {
        try {
            while (true) {
                threads.get(ThreadLocalRandom.current().nextInt(threads.size())).getStackTrace();
                Thread.sleep(0, 200_000);
            }
        } catch (InterruptedException e) {
            // All have ended.
        }
    }

    static void errand(int kind) {
        spin();
        try {
            switch (kind) {
                case 0 -> sleep();
                case 1 -> read();
                case 2 -> locked();
                case 3 -> pinned();
                default -> Thread.yield();
            }
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
        spin();
        if (kind == 4) {
            throw new IllegalStateException("on purpose");
        }
    }

    static void sleep() throws InterruptedException {
        Thread.sleep(SLEEP_MILLIS);
    }

    static void read() throws IOException {
        file.read(ByteBuffer.allocateDirect(2 * READ_BYTES).alignedSlice(4096).limit(READ_BYTES), 0);
    }

    static void locked() throws InterruptedException {
        synchronized (MONITOR) {
            Thread.sleep(0, ThreadLocalRandom.current().nextInt(100_000));
        }
    }

    /** A native frame pins the thread, so its carrier sleeps with it. */
    static void pinned() {
        try {
            PINNED_SLEEP.invokeExact();
        } catch (Throwable t) {
            throw new AssertionError(t);
        }
    }

    public static void sleepInUpcall() {
        try {
            Thread.sleep(1);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static MethodHandle upcall() {
        try {
            var target = MethodHandles.lookup()
                    .findStatic(Errands.class, "sleepInUpcall", MethodType.methodType(void.class));
            var stub = LINKER.upcallStub(target, FunctionDescriptor.ofVoid(), Arena.global());
            return LINKER.downcallHandle(stub, FunctionDescriptor.ofVoid());
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    /** Spins for a time of the carrier's own CPU clock: a virtual thread that spins stays on its carrier. */
    private static void spin() {
        try (var arena = Arena.ofConfined()) {
            var time = arena.allocate(ValueLayout.JAVA_LONG, 2);
            var begin = cpuTime(time);
            var now = begin;
            while (now - begin < spinNanos) {
                now = cpuTime(time);
            }
            USED.get()[0] += now - begin;
        }
    }

    private static long cpuTime(MemorySegment time) {
        try {
            var result = (int) CLOCK.invokeExact(THREAD_CPU_CLOCK, time);
            if (result != 0) {
                throw new AssertionError("clock_gettime: " + result);
            }
            return time.getAtIndex(ValueLayout.JAVA_LONG, 0) * 1_000_000_000
                    + time.getAtIndex(ValueLayout.JAVA_LONG, 1);
        } catch (Throwable t) {
            throw new AssertionError(t);
        }
    }

    /** CPU time and run queue time of the scheduler's threads, in nanoseconds. */
    private static String carriers() throws IOException {
        long onCpu = 0;
        long runQueue = 0;
        try (var tasks = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
            for (var task : tasks) {
                if (Files.readString(task.resolve("comm")).startsWith("ForkJoinPool-1")) {
                    var books = Files.readString(task.resolve("schedstat")).split(" ");
                    onCpu += Long.parseLong(books[0]);
                    runQueue += Long.parseLong(books[1]);
                }
            }
        }
        return "carriers " + onCpu + " " + runQueue;
    }
}
