package dev.pitot.matrix;

import dev.pitot.testkit.DirectIo;
import dev.pitot.testkit.MadeClasses;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.LockSupport;

/** Known numbers of everything, by the main thread, between two {@link Mark}s. */
final class Mixed {
    static final String CLASSES = "made.Mixed";
    static final int LOADS = 137;
    static final int READS = 97;
    static final int PAGE = 4096;
    static final int SLEEPS = 31;
    static final int SLEEP_MILLIS = 3;
    static final int PARKS = 37;
    static final int PARK_NANOS = 2_000_077;
    static final int COLLECTIONS = 3;
    private static final int CONTENTIONS = 5;

    private static final Object MONITOR = new Object();

    private Mixed() {}

    /** Argument: a file of at least {@link #READS} pages. */
    public static void main(String[] arguments) throws Exception {
        Mark.set(); // what this code needs is there
        Mark.set();
        load();
        read(Path.of(arguments[0]));
        for (var i = 0; i < SLEEPS; i++) {
            Thread.sleep(SLEEP_MILLIS);
        }
        for (var i = 0; i < PARKS; i++) {
            LockSupport.parkNanos(PARK_NANOS);
        }
        for (var i = 0; i < COLLECTIONS; i++) {
            System.gc();
        }
        for (var i = 0; i < CONTENTIONS; i++) {
            contend();
        }
        Mark.set();
    }

    private static void load() throws ClassNotFoundException {
        var loader = new MadeClasses();
        for (var i = 0; i < LOADS; i++) {
            loader.add(CLASSES + i);
        }
        for (var i = 0; i < LOADS; i++) {
            loader.initialize(CLASSES + i);
        }
    }

    private static void read(Path file) throws IOException {
        var page = ByteBuffer.allocateDirect(2 * PAGE).alignedSlice(PAGE).limit(PAGE);
        try (var channel = FileChannel.open(file, StandardOpenOption.READ, DirectIo.option())) {
            for (var i = 0; i < READS; i++) {
                if (channel.read(page.rewind(), (long) i * PAGE) != PAGE) {
                    throw new IOException("not read");
                }
            }
        }
    }

    private static void contend() throws InterruptedException {
        var other = new Thread(
                () -> {
                    synchronized (MONITOR) {
                        LockSupport.parkNanos(1);
                    }
                },
                "contender");
        synchronized (MONITOR) {
            other.start();
            Thread.sleep(10);
        }
        other.join();
    }
}
