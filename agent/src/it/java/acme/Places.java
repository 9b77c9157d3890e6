package acme;

import dev.pitot.testkit.DirectIo;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import jdk.jfr.FlightRecorder;

/**
 * Reads, sleeps and waits for a CPU, in spans and outside of them, on platform and virtual threads. Each place reads a file
 * of its own, so the file of a request tells where it was made.
 */
public final class Places {
    public static final int PAGE = 4096;
    public static final int READS = 7;
    public static final int PREEMPTIONS = 5;
    public static final long SLEEP_MILLIS = 60;

    private static Path directory;

    private Places() {}

    /** Argument: a directory for the files. */
    public static void main(String[] arguments) throws Exception {
        directory = Path.of(arguments[0]);
        on(Thread.ofPlatform().name("platform").unstarted(tour("platform")));
        on(Thread.ofVirtual().unstarted(tour("virtual")));
        pooled();
        meanwhile();
        spinTogether(Thread.ofPlatform());
        spinTogether(Thread.ofVirtual());
        on(Thread.ofPlatform().name("switched").unstarted(task(() -> {
            switchedOff();
            return null;
        })));
    }

    private static Runnable tour(String kind) {
        return task(() -> {
            read(kind + "-before");
            span(kind);
            read(kind + "-between");
            outer(kind);
            read(kind + "-after");
            if (kind.equals("platform")) {
                sleep();
                Thread.sleep(SLEEP_MILLIS);
            } else {
                pinnedSleep();
                new Nap2();
            }
            return null;
        });
    }

    /** A span. */
    static void span(String kind) throws IOException {
        read(kind + "-span");
    }

    /** A span. */
    static void outer(String kind) throws IOException {
        read(kind + "-outer");
        inner(kind);
        read(kind + "-outer");
    }

    /** A span. */
    static void inner(String kind) throws IOException {
        read(kind + "-inner");
        try {
            fail(kind);
        } catch (IllegalStateException e) {
            read(kind + "-inner");
        }
    }

    /** A span. */
    static void fail(String kind) throws IOException {
        read(kind + "-fail");
        throw new IllegalStateException("on purpose");
    }

    /** A span. */
    static void sleep() throws InterruptedException {
        Thread.sleep(SLEEP_MILLIS);
    }

    /** A span. A class initializer pins the virtual thread. */
    static void pinnedSleep() {
        new Nap1();
    }

    private static final class Nap1 {
        static {
            nap();
        }
    }

    private static final class Nap2 {
        static {
            nap();
        }
    }

    private static void nap() {
        try {
            Thread.sleep(SLEEP_MILLIS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** A thread of a pool is in no span once its task's span is over. */
    private static void pooled() throws Exception {
        try (var pool = Executors.newSingleThreadExecutor()) {
            pool.submit(task(() -> {
                        span("pooled");
                        return null;
                    }))
                    .get();
            pool.submit(task(() -> {
                        read("pooled-outside");
                        return null;
                    }))
                    .get();
        }
    }

    /** While a virtual thread is in a span and not mounted, its carrier runs others that are in none. */
    private static void meanwhile() throws Exception {
        var first = new FutureTask<Void>(() -> {
            yielding();
            return null;
        });
        var second = new FutureTask<Void>(() -> {
            for (var i = 0; i < READS; i++) {
                readOnce("virtual-meanwhile");
                Thread.yield();
            }
            return null;
        });
        Thread.ofVirtual().start(first);
        Thread.ofVirtual().start(second);
        first.get();
        second.get();
    }

    /** A span. */
    static void yielding() throws IOException {
        for (var i = 0; i < READS; i++) {
            readOnce("virtual-yielding");
            Thread.yield();
        }
    }

    private static void spinTogether(Thread.Builder builder) throws Exception {
        var tasks = new ArrayList<FutureTask<Void>>();
        for (var i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
            var task = new FutureTask<Void>(() -> {
                spin();
                return null;
            });
            tasks.add(task);
            builder.start(task);
        }
        for (var task : tasks) {
            task.get();
        }
    }

    /** A span. It ends when others have had the CPU some times. */
    static void spin() throws IOException {
        var until = preemptions() + PREEMPTIONS;
        while (preemptions() < until) {
            for (var i = 0; i < 10_000; i++) {
                Thread.onSpinWait();
            }
        }
    }

    private static long preemptions() throws IOException {
        return Files.readAllLines(Path.of("/proc/thread-self/status")).stream()
                .filter(line -> line.startsWith("nonvoluntary_ctxt_switches:"))
                .mapToLong(line -> Long.parseLong(line.split("\\s+")[1]))
                .sum();
    }

    private static void switchedOff() throws Exception {
        opened();
        read("switched-outside");
        record(true);
        read("switched-outside");
        span("switched");
    }

    /** A span, which no recording wants any more when it ends. */
    static void opened() throws Exception {
        read("switched-on");
        record(false);
        read("switched-off");
    }

    /** Returns once spans are recorded, or no longer. */
    private static void record(boolean spans) throws Exception {
        var recording = FlightRecorder.getFlightRecorder().getRecordings().getFirst();
        var settings = new HashMap<>(recording.getSettings());
        settings.put("pitot.Span#enabled", String.valueOf(spans));
        recording.setSettings(settings);
        var hook = MethodHandles.lookup()
                .findStaticGetter(
                        Class.forName("java.lang.PitotSpans"), "begin", java.util.function.IntUnaryOperator.class)
                .asType(MethodType.methodType(Object.class));
        while (isSet(hook) != spans) {
            Thread.sleep(10);
        }
    }

    private static boolean isSet(java.lang.invoke.MethodHandle hook) {
        try {
            return hook.invokeExact() != null;
        } catch (Throwable t) {
            throw new AssertionError(t);
        }
    }

    private static void read(String name) throws IOException {
        for (var i = 0; i < READS; i++) {
            readOnce(name);
        }
    }

    private static void readOnce(String name) throws IOException {
        var file = directory.resolve(name);
        if (!Files.exists(file)) {
            Files.write(file, new byte[PAGE], StandardOpenOption.CREATE, StandardOpenOption.SYNC);
        }
        try (var channel = FileChannel.open(file, StandardOpenOption.READ, DirectIo.option())) {
            channel.read(ByteBuffer.allocateDirect(2 * PAGE).alignedSlice(PAGE).limit(PAGE), 0);
        }
    }

    private static Runnable task(Callable<Void> body) {
        return () -> {
            try {
                body.call();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        };
    }

    private static void on(Thread thread) throws InterruptedException {
        thread.start();
        thread.join();
    }
}
