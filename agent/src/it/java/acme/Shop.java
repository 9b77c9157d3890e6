package acme;

import dev.pitot.testkit.DirectIo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CountDownLatch;

/** Methods that spend their time in one known way each. */
public final class Shop {
    public static final int READS = 200;
    public static final int PAGE = 4096;
    public static final int MILLIS = 50;
    public static final int DEPTH = 40;
    public static final int ROUNDS = 3;

    private static volatile long sink;

    private Shop() {}

    /** Argument: a file to make and read. */
    public static void main(String[] arguments) throws Exception {
        var file = Path.of(arguments[0]);
        Files.write(file, new byte[READS * PAGE]);
        for (var round = 0; round < ROUNDS; round++) {
            spin();
            sleep();
            lock();
            read(file);
            nest();
            try {
                fail();
            } catch (IllegalStateException e) {
                sink++;
            }
            sink += recurse(DEPTH);
            new Shop().excluded();
        }
    }

    static void spin() {
        var end = System.nanoTime() + MILLIS * 1_000_000L;
        while (System.nanoTime() < end) {
            sink++;
        }
    }

    static void sleep() throws InterruptedException {
        Thread.sleep(MILLIS);
    }

    /** Waits for a monitor that another thread holds. */
    static void lock() throws InterruptedException {
        var monitor = new Object();
        var isHeld = new CountDownLatch(1);
        var holder = new Thread(() -> hold(monitor, isHeld), "holder");
        holder.start();
        isHeld.await();
        enter(monitor);
        holder.join();
    }

    private static void hold(Object monitor, CountDownLatch isHeld) {
        synchronized (monitor) {
            isHeld.countDown();
            try {
                Thread.sleep(MILLIS);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    static void enter(Object monitor) {
        synchronized (monitor) {
            sink++;
        }
    }

    static void read(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ, DirectIo.option())) {
            var page = ByteBuffer.allocateDirect(2 * PAGE).alignedSlice(PAGE).limit(PAGE);
            for (var i = 0; i < READS; i++) {
                channel.read(page.rewind(), (long) i * PAGE);
            }
        }
    }

    static void nest() throws InterruptedException {
        spin();
        sleep();
        spin();
    }

    static void fail() {
        spin();
        throw new IllegalStateException("on purpose");
    }

    static int recurse(int depth) {
        return depth == 0 ? 0 : 1 + recurse(depth - 1);
    }

    void excluded() {
        spin();
    }
}
