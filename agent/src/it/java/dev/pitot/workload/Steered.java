package dev.pitot.workload;

import dev.pitot.testkit.DirectIo;
import dev.pitot.testkit.MadeClasses;
import java.io.IOException;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.management.ClassLoadingMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Scanner;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import jdk.jfr.Recording;

/**
 * A program whose recordings and whose work are told it on stdin, line by line. It answers each line with {@code ok} when it has
 * done it. Work that begins with {@code begin} goes on behind: {@code release} says how much was
 * done, {@code join} waits for the end of the threads.
 */
public final class Steered {
    /** What one {@code read} asks for: a request of its own, since no two of them are neighbours. */
    static final int BLOCK = 4096;

    public static final int STRIDE = 4 * BLOCK;

    private static final ClassDesc THREAD = ClassDesc.of("java.lang.Thread");
    private static final Map<String, Recording> RECORDINGS = new HashMap<>();
    private static final List<Thread> WORKERS = new ArrayList<>();
    private static final ClassLoadingMXBean CLASSES = ManagementFactory.getClassLoadingMXBean();
    private static final AtomicLong DONE = new AtomicLong();
    private static volatile boolean go;
    private static volatile boolean released;
    private static boolean over;
    private static int working;

    private Steered() {}

    public static void main(String[] arguments) throws Exception {
        System.out.println("ready");
        try (var in = new Scanner(System.in)) {
            while (in.hasNextLine()) {
                obey(in.nextLine().split(" "));
                System.out.println("ok");
            }
        }
    }

    private static void obey(String[] line) throws Exception {
        switch (line[0]) {
            case "start" -> start(line[1], settings(line[2]));
            case "set" -> RECORDINGS.get(line[1]).setSettings(settings(line[2]));
            case "dump" -> RECORDINGS.get(line[1]).dump(Path.of(line[2]));
            case "stop" -> stop(line[1], Path.of(line[2]));
            case "flicker" -> flicker(Integer.parseInt(line[1]), settings(line[2]));
            case "begin" -> begin(Integer.parseInt(line[1]), Arrays.copyOfRange(line, 2, line.length));
            case "join" -> join();
            case "release" -> release();
            case "loaded" -> System.out.println("done " + CLASSES.getTotalLoadedClassCount());
            case "exit" -> System.exit(0);
            default -> throw new IllegalArgumentException(line[0]);
        }
    }

    /** {@code name=value;name=value}. */
    private static Map<String, String> settings(String text) {
        return Arrays.stream(text.split(";"))
                .map(setting -> setting.split("="))
                .collect(Collectors.toMap(setting -> setting[0], setting -> setting[1]));
    }

    private static void start(String name, Map<String, String> settings) {
        var recording = new Recording(settings);
        RECORDINGS.put(name, recording);
        recording.start();
    }

    private static void stop(String name, Path file) throws IOException {
        try (var recording = RECORDINGS.remove(name)) {
            recording.stop();
            recording.dump(file);
        }
    }

    private static void flicker(int times, Map<String, String> settings) {
        for (var i = 0; i < times; i++) {
            try (var recording = new Recording(settings)) {
                recording.start();
            }
        }
    }

    /** Threads that do the same work, from the same moment on. */
    private static void begin(int threads, String[] work) {
        released = false;
        go = false;
        synchronized (DONE) {
            over = false;
            working += threads;
        }
        for (var i = 0; i < threads; i++) {
            var number = i;
            WORKERS.add(Thread.ofPlatform().name("worker-" + i).start(() -> {
                try {
                    while (!go) {
                        Thread.onSpinWait(); // a park more would be one too many
                    }
                    work(number, work);
                    linger();
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            }));
        }
        go = true;
    }

    private static void work(int number, String[] work) throws Exception {
        switch (work[0]) {
            case "sleeps" -> sleeps(Integer.parseInt(work[1]), Long.parseLong(work[2]));
            case "parks" -> parks(Integer.parseInt(work[1]), Long.parseLong(work[2]));
            case "reads" -> reads(Path.of(work[1]), number, Integer.parseInt(work[2]));
            case "classes" -> classes(number, Integer.parseInt(work[1]), Integer.parseInt(work[2]));
            case "initializes" -> initialize(Long.parseLong(work[1]));
            default -> throw new IllegalArgumentException(work[0]);
        }
    }

    private static void sleeps(int times, long millis) {
        for (var i = 0; i < times; i++) {
            sleep(millis);
        }
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** So many, or, of 0, until released; of 0 ns, each finds its permit there and returns at once. */
    private static void parks(int times, long nanos) {
        var done = 0;
        for (; times == 0 ? !released : done < times; done++) {
            if (nanos == 0) {
                LockSupport.unpark(Thread.currentThread());
                LockSupport.park();
            } else {
                LockSupport.parkNanos(nanos);
            }
        }
        DONE.addAndGet(done);
    }

    /** A class that sleeps while it is initialized. */
    private static void initialize(long millis) throws ClassNotFoundException {
        var type = MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_long);
        new MadeClasses()
                .add("made.Slow", code -> code.loadConstant(millis).invokestatic(THREAD, "sleep", type))
                .initialize("made.Slow");
    }

    /** Direct reads of blocks that are nobody else's, until released. */
    private static void reads(Path file, int number, int blocks) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ, DirectIo.option())) {
            var buffer = ByteBuffer.allocateDirect(2 * BLOCK).alignedSlice(BLOCK);
            var done = 0;
            for (; !released; done++) {
                channel.read(buffer.clear().limit(BLOCK), (number * (long) blocks + done % blocks) * STRIDE);
            }
            DONE.addAndGet(done);
        }
    }

    /** Each loader has all the classes. */
    private static void classes(int number, int loaders, int classes) throws Exception {
        for (var l = 0; l < loaders; l++) {
            var loader = new MadeClasses();
            for (var c = 0; c < classes; c++) {
                loader.add("made.T" + number + "L" + l + "C" + c);
            }
            for (var c = 0; c < classes; c++) {
                loader.loadClass("made.T" + number + "L" + l + "C" + c);
            }
        }
    }

    /** Their accounts are there until they end. By a monitor: a park or a sleep more would be one too many. */
    private static void linger() throws InterruptedException {
        synchronized (DONE) {
            working--;
            DONE.notifyAll();
            while (!over) {
                DONE.wait();
            }
        }
    }

    /** The workers stop, and stay. */
    private static void release() throws InterruptedException {
        released = true;
        synchronized (DONE) {
            while (working > 0) {
                DONE.wait();
            }
        }
        System.out.println("done " + DONE.getAndSet(0));
    }

    private static void join() throws InterruptedException {
        synchronized (DONE) {
            over = true;
            DONE.notifyAll();
        }
        for (var worker : WORKERS) {
            worker.join();
        }
        WORKERS.clear();
    }
}
