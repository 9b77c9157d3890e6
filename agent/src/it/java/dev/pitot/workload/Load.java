package dev.pitot.workload;

import dev.pitot.testkit.DirectIo;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/**
 * Known work, and what the kernel's own books say of it: each thread writes down what {@code /proc} has of it as the last thing
 * it does, and {@code main} what it has of all threads, at the begin and at the end.
 */
public final class Load {
    public static final int SLEEPS = 60;
    public static final int SLEEP_MILLIS = 20;
    public static final int BLOCK = 65536;
    public static final long SPIN_NANOS = 1_000_000_000;

    private static volatile boolean stopping;

    private Load() {}

    /** A thread's books; its duration is the time it took to read them. */
    @Name("test.Books")
    @StackTrace(false)
    static final class Books extends Event {
        /** begin, end, or life: read by the thread itself when it is done. */
        String when = "";

        long tid;
        String name = "";
        long onCpu;
        long runQueue;
        long readBytes;
        long writeBytes;
        long stolen;
    }

    interface Work {
        void once() throws Exception;
    }

    /** Arguments: a directory to write in, and how many milliseconds to last. */
    public static void main(String[] arguments) throws Exception {
        var directory = Path.of(arguments[0]);
        var threads = new ArrayList<Thread>();
        for (var i = 0; i <= Runtime.getRuntime().availableProcessors(); i++) {
            threads.add(thread("spinner-" + i, Load::spin));
        }
        var queue = new SynchronousQueue<Integer>();
        threads.add(thread("giver", () -> queue.offer(1, 1, TimeUnit.MILLISECONDS)));
        threads.add(thread("taker", () -> queue.poll(1, TimeUnit.MILLISECONDS)));
        threads.add(thread("direct", direct(directory.resolve("direct"))));
        threads.add(thread("allocator", () -> {
            for (var i = 0; i < 100; i++) {
                sink = new byte[100_000];
            }
            Thread.sleep(1);
        }));
        threads.add(new Thread(Load::sleepOften, "sleeper"));
        threads.add(new Thread(Load::spinOneSecond, "second"));
        mark("begin");
        threads.forEach(Thread::start);
        Thread.sleep(Long.parseLong(arguments[1]));
        stopping = true;
        for (var thread : threads) {
            thread.join();
        }
        mark("end"); // the kernel books a wait for a CPU when it is over: both marks when nothing waits
    }

    private static volatile Object sink = "";

    private static Thread thread(String name, Work work) {
        return new Thread(
                () -> {
                    try {
                        while (!stopping) {
                            work.once();
                        }
                    } catch (Exception e) {
                        e.printStackTrace();
                    }
                    life();
                },
                name);
    }

    private static void sleepOften() {
        try {
            for (var i = 0; i < SLEEPS; i++) {
                Thread.sleep(SLEEP_MILLIS);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        life();
    }

    /** A second of CPU time, however long that takes. */
    private static void spinOneSecond() {
        var threads = ManagementFactory.getThreadMXBean();
        while (threads.getCurrentThreadCpuTime() < SPIN_NANOS) {
            Thread.onSpinWait();
        }
        life();
    }

    /** The last a thread does. Its books are brought up to date when it leaves the CPU, or by a tick of the clock. */
    private static void life() {
        Thread.yield();
        books("life", Path.of("/proc/thread-self"));
    }

    private static void spin() {
        var until = System.nanoTime() + 10_000_000;
        while (System.nanoTime() < until) {
            Thread.onSpinWait();
        }
    }

    private static Work direct(Path file) throws IOException {
        Files.write(file, new byte[16 * BLOCK]);
        var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE, DirectIo.option());
        channel.force(true);
        var buffer = ByteBuffer.allocateDirect(2 * BLOCK).alignedSlice(4096);
        return () -> {
            for (var at = 0L; at < 16 * BLOCK; at += BLOCK) {
                channel.read(buffer.clear().limit(BLOCK), at);
                channel.write(buffer.clear().limit(BLOCK), at);
            }
            Thread.sleep(5);
        };
    }

    /** A snapshot ends a chunk, and with it all windows of pitot.ThreadCpu: right before the books are read, and right after. */
    private static void mark(String when) throws IOException {
        FlightRecorder.getFlightRecorder().takeSnapshot().close();
        for (var task : tasks()) {
            books(when, task);
        }
        FlightRecorder.getFlightRecorder().takeSnapshot().close();
    }

    /** Nanoseconds that a hypervisor gave the CPUs to others; the kernel's books count in hundredths of a second. */
    static long stolen() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/stat"))) {
            return Long.parseLong(lines.findFirst().orElseThrow().split(" +")[8]) * 10_000_000;
        }
    }

    private static List<Path> tasks() throws IOException {
        try (var tasks = Files.list(Path.of("/proc/self/task"))) {
            return tasks.toList();
        }
    }

    private static void books(String when, Path task) {
        var event = new Books();
        try {
            event.when = when;
            event.tid = Long.parseLong(Files.readString(task.resolve("stat")).split(" ")[0]);
            event.name = Files.readString(task.resolve("comm")).strip();
            for (var line : Files.readAllLines(task.resolve("io"))) {
                if (line.startsWith("read_bytes:")) {
                    event.readBytes = Long.parseLong(line.substring(12));
                } else if (line.startsWith("write_bytes:")) {
                    event.writeBytes = Long.parseLong(line.substring(13));
                }
            }
            event.begin();
            var schedstat = Files.readString(task.resolve("schedstat")).strip().split(" ");
            event.end();
            event.stolen = stolen();
            event.onCpu = Long.parseLong(schedstat[0]);
            event.runQueue = Long.parseLong(schedstat[1]);
            event.commit();
        } catch (IOException e) {
            // a thread that has ended between listing and reading is in its own last books
        }
    }
}
