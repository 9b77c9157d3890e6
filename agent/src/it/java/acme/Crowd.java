package acme;

import dev.pitot.testkit.DirectIo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.concurrent.Callable;

/** Spans of all kinds at once, on more threads than there are CPUs. */
public final class Crowd {
    private static final int BLOCK = 65536;
    private static final Object MONITOR = new Object();

    private static volatile boolean stopping;
    private static volatile int shared;

    private Crowd() {}

    /** Arguments: a directory to write in, and how many milliseconds to last. Prints each thread's own books of its life. */
    public static void main(String[] arguments) throws Exception {
        var directory = Path.of(arguments[0]);
        var threads = new ArrayList<Thread>();
        for (var i = 0; i <= Runtime.getRuntime().availableProcessors(); i++) {
            threads.add(thread("spinner-" + i, Crowd::spin));
        }
        for (var i = 0; i < 3; i++) {
            threads.add(thread("locker-" + i, Crowd::lock));
        }
        threads.add(thread("sleeper", Crowd::sleep));
        threads.add(thread("thrower", Crowd::catchIt));
        threads.add(thread("recurser", () -> recurse(30)));
        threads.add(thread("reader", reads(directory.resolve("reads"))));
        threads.forEach(Thread::start);
        Thread.sleep(Long.parseLong(arguments[1]));
        stopping = true;
        for (var thread : threads) {
            thread.join();
        }
    }

    private static Thread thread(String name, Callable<Integer> work) {
        return new Thread(() -> live(name, work), name);
    }

    private static void live(String name, Callable<Integer> work) {
        try {
            var before = books();
            life(work);
            var after = books();
            synchronized (MONITOR) {
                System.out.println(name + " " + (after[0] - before[0]) + " " + (after[1] - before[1]));
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Time on a CPU and in the run queue, in nanoseconds. */
    private static long[] books() throws IOException {
        var numbers = Files.readString(Path.of("/proc/thread-self/schedstat")).split(" ");
        return new long[] {Long.parseLong(numbers[0]), Long.parseLong(numbers[1])};
    }

    static void life(Callable<Integer> work) throws Exception {
        while (!stopping) {
            work.call();
        }
    }

    static int spin() {
        var end = System.nanoTime() + 500_000;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        return 0;
    }

    static int sleep() throws InterruptedException {
        Thread.sleep(0, 300_000);
        return 0;
    }

    static int lock() throws InterruptedException {
        synchronized (MONITOR) {
            shared++;
            if (shared % 5 == 0) {
                Thread.sleep(1);
            }
            return spin();
        }
    }

    static int catchIt() {
        try {
            return fail();
        } catch (IllegalStateException e) {
            return 1;
        }
    }

    static int fail() {
        spin();
        throw new IllegalStateException("on purpose");
    }

    static int recurse(int depth) throws InterruptedException {
        return depth == 0 ? sleep() : 1 + recurse(depth - 1);
    }

    private static Callable<Integer> reads(Path file) throws IOException {
        Files.write(file, new byte[16 * BLOCK]);
        var channel = FileChannel.open(file, StandardOpenOption.READ, DirectIo.option());
        var buffer = ByteBuffer.allocateDirect(2 * BLOCK).alignedSlice(4096);
        return () -> read(channel, buffer);
    }

    static int read(FileChannel channel, ByteBuffer buffer) throws IOException {
        var sum = 0;
        for (var i = 0; i < 8; i++) {
            sum += channel.read(buffer.clear().limit(BLOCK), (long) i * BLOCK);
        }
        return sum;
    }
}
