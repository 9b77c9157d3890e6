package dev.pitot.workload;

import static java.lang.constant.ConstantDescs.CD_Class;
import static java.lang.constant.ConstantDescs.CD_String;

import dev.pitot.testkit.DirectIo;
import dev.pitot.testkit.MadeClasses;
import java.io.IOException;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/** Everything at once, on more threads than there are CPUs: what a bill can get wrong, it gets wrong here. */
public final class Torture {
    private static final int BLOCK = 65536;
    private static final int DEEP = 20;

    private static volatile boolean stopping;
    private static volatile Object sink = "";
    private static final Object MONITOR = new Object();
    private static int shared;

    private Torture() {}

    interface Work {
        void once() throws Exception;
    }

    /** Arguments: a directory to write in, and how many milliseconds to last. */
    public static void main(String[] arguments) throws Exception {
        var directory = Path.of(arguments[0]);
        var threads = new ArrayList<Thread>();
        var spinners = Runtime.getRuntime().availableProcessors() + 1;
        for (var i = 0; i < spinners; i++) {
            threads.add(thread("spinner-" + i, Torture::spin));
        }
        for (var i = 0; i < 4; i++) {
            threads.add(thread("locker-" + i, Torture::lock));
        }
        threads.add(thread(
                "sleeper", () -> Thread.sleep(0, ThreadLocalRandom.current().nextInt(1, 999_999) + 1)));
        threads.add(thread(
                "parker",
                () -> LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(2_000_000))));
        threads.add(thread("direct", direct(directory.resolve("direct"))));
        threads.add(thread("buffered", buffered(directory.resolve("buffered"))));
        threads.add(thread("allocator", Torture::allocate));
        threads.add(thread("collector", () -> {
            System.gc();
            Thread.sleep(200);
        }));
        threads.add(thread("loader", Torture::load));
        threads.add(thread("starter", () -> {
            var short_ = new Thread(Torture::spin, "short");
            short_.start();
            short_.join();
            Thread.sleep(5);
        }));
        threads.forEach(Thread::start);
        Thread.sleep(Long.parseLong(arguments[1]));
        stopping = true;
        for (var thread : threads) {
            thread.join();
        }
    }

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
                },
                name);
    }

    private static void spin() {
        var until = System.nanoTime() + 1_000_000;
        while (System.nanoTime() < until) {
            Thread.onSpinWait();
        }
    }

    private static void lock() throws InterruptedException {
        synchronized (MONITOR) {
            shared++;
            if (shared % 3 == 0) {
                Thread.sleep(1);
            }
        }
    }

    private static Work direct(Path file) throws IOException {
        Files.write(file, new byte[16 * BLOCK]);
        var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE, DirectIo.option());
        var buffer = ByteBuffer.allocateDirect(2 * BLOCK).alignedSlice(4096);
        return () -> {
            var at = ThreadLocalRandom.current().nextInt(16) * (long) BLOCK;
            channel.read(buffer.clear().limit(BLOCK), at);
            channel.write(buffer.clear().limit(BLOCK), at);
        };
    }

    private static Work buffered(Path file) throws IOException {
        var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var buffer = ByteBuffer.allocateDirect(BLOCK);
        return () -> {
            channel.write(buffer.clear(), ThreadLocalRandom.current().nextInt(64) * (long) BLOCK);
            channel.force(true);
        };
    }

    private static void allocate() {
        List<byte[]> kept = new ArrayList<>();
        for (var i = 0; i < 200; i++) {
            kept.add(new byte[50_000]);
        }
        sink = kept;
    }

    /** Class loads in class initializations in class loads, {@code DEEP} classes deep. */
    private static void load() throws Exception {
        var loader = new MadeClasses();
        for (var i = 0; i < DEEP; i++) {
            var next = "made.Deep" + (i + 1);
            loader.add("made.Deep" + i, code -> code.ldc(next)
                    .invokestatic(ClassDesc.of("java.lang.Class"), "forName", MethodTypeDesc.of(CD_Class, CD_String))
                    .pop());
        }
        loader.add("made.Deep" + DEEP);
        Class.forName("made.Deep0", true, loader);
    }
}
