package dev.pitot.workload;

import dev.pitot.testkit.DirectIo;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Scanner;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingStream;

/** A program that does what it is told on stdin, line by line, and answers each line with one. */
public final class ControlledApp {
    /** Running before anything is told. */
    public static final String EARLY = "early-thread-of-a-name-longer-than-the-kernel-knows";

    /** Started by {@code late}. */
    public static final String LATE = "late-thread-of-a-name-longer-than-the-kernel-knows";

    public static final int PAGE = 4096;

    private static final Map<String, Recording> RECORDINGS = new HashMap<>();
    private static final SynchronousQueue<Runnable> EARLY_WORK = new SynchronousQueue<>();
    private static final AtomicInteger CLASSES = new AtomicInteger();
    private static final List<Thread> LOAD = new ArrayList<>();
    private static volatile boolean loading;

    private ControlledApp() {}

    public static void main(String[] arguments) throws Exception {
        Thread.ofPlatform().name(EARLY).daemon().start(() -> {
            while (true) {
                take().run();
            }
        });
        System.out.println("ready");
        try (var in = new Scanner(System.in)) {
            while (in.hasNextLine()) {
                System.out.println(obey(in.nextLine().split(" ")));
            }
        }
    }

    private static Object obey(String[] line) throws Exception {
        return switch (line[0]) {
            case "initialized" -> FlightRecorder.isInitialized();
            case "start" -> start(line[1]);
            case "stop" -> stop(line[1], line.length > 2 ? Path.of(line[2]) : null);
            case "early" -> early(Integer.parseInt(line[1]));
            case "late" -> late(Integer.parseInt(line[1]));
            case "cycle" -> cycle(Path.of(line[1]), Integer.parseInt(line[2]));
            case "flicker" -> flicker(Integer.parseInt(line[1]));
            case "together" -> together(Integer.parseInt(line[1]), Path.of(line[2]));
            case "stream" -> stream(Integer.parseInt(line[1]));
            case "read" -> read(Path.of(line[1]), Integer.parseInt(line[2]));
            case "load" -> load(line[1], Integer.parseInt(line[2]));
            case "gc" -> gc();
            case "exit" -> exit(Integer.parseInt(line[1]));
            default -> throw new IllegalArgumentException(line[0]);
        };
    }

    private static Recording recording() {
        var recording = new Recording();
        recording.enable("pitot.ThreadSleep").withThreshold(Duration.ZERO);
        recording.enable("pitot.ClassLoad").withThreshold(Duration.ZERO);
        return recording;
    }

    private static String start(String name) {
        var recording = recording();
        RECORDINGS.put(name, recording);
        recording.start();
        return "started " + name;
    }

    private static String stop(String name, Path file) throws Exception {
        try (var recording = RECORDINGS.remove(name)) {
            recording.stop();
            if (file != null) {
                recording.dump(file);
            }
        }
        return "stopped " + name;
    }

    /** The last sleep ends just before the recording. */
    private static String cycle(Path file, int sleeps) throws Exception {
        start("cycle");
        work(sleeps);
        stop("cycle", file);
        return "cycled " + file.getFileName();
    }

    private static String early(int sleeps) throws InterruptedException {
        var done = new CountDownLatch(1);
        EARLY_WORK.put(() -> {
            work(sleeps);
            done.countDown();
        });
        done.await();
        return "early done";
    }

    private static String late(int sleeps) throws InterruptedException {
        var thread = new Thread(() -> work(sleeps), LATE);
        thread.start();
        thread.join();
        return "late done";
    }

    /** Recordings too short to be attached for. */
    private static String flicker(int times) throws Exception {
        for (var i = 0; i < times; i++) {
            try (var recording = recording()) {
                recording.start();
                Thread.sleep(i % 5 * 7);
            }
        }
        return "flickered";
    }

    /** Several recordings started at once, stopped at once. */
    private static String together(int recordings, Path folder) throws Exception {
        var all = new ArrayList<Recording>();
        for (var i = 0; i < recordings; i++) {
            all.add(recording());
        }
        atOnce(all.stream().<Runnable>map(recording -> recording::start).toList());
        work(5);
        atOnce(all.stream().<Runnable>map(recording -> recording::stop).toList());
        for (var i = 0; i < recordings; i++) {
            all.get(i).dump(folder.resolve(i + ".jfr"));
            all.get(i).close();
        }
        return "together done";
    }

    private static void atOnce(List<Runnable> tasks) throws InterruptedException {
        var threads = tasks.stream().map(Thread.ofPlatform()::unstarted).toList();
        threads.forEach(Thread::start);
        for (var thread : threads) {
            thread.join();
        }
    }

    /** An application that streams its own recording, Pitot's events in it. */
    private static String stream(int sleeps) throws Exception {
        var seen = new AtomicInteger();
        var all = new CountDownLatch(sleeps);
        var main = Thread.currentThread().getName();
        try (var stream = new RecordingStream()) {
            stream.enable("pitot.ThreadSleep").withThreshold(Duration.ZERO);
            stream.onEvent("pitot.ThreadSleep", event -> {
                if (main.equals(event.getString("osThreadName"))) {
                    seen.incrementAndGet();
                    all.countDown();
                }
            });
            stream.startAsync();
            work(sleeps);
            all.await(30, TimeUnit.SECONDS);
        }
        return "streamed " + seen;
    }

    /** Each one request to the disk, of a page. */
    private static String read(Path file, int times) throws Exception {
        var page = ByteBuffer.allocateDirect(2 * PAGE).alignedSlice(PAGE).limit(PAGE);
        try (var channel = FileChannel.open(file, StandardOpenOption.READ, DirectIo.option())) {
            for (var i = 0; i < times; i++) {
                channel.read(page.rewind(), 0);
            }
        }
        return "read " + times;
    }

    /** So many threads that do nothing but {@code park}, {@code sleep}, very shortly, or {@code yield}; {@code none 0} ends them. */
    private static String load(String what, int threads) throws InterruptedException {
        loading = threads > 0;
        for (var i = 0; i < threads; i++) {
            LOAD.add(Thread.ofPlatform().daemon().name(what + i).start(() -> load(what)));
        }
        while (!loading && !LOAD.isEmpty()) {
            LOAD.removeFirst().join();
        }
        return "load " + what;
    }

    private static void load(String what) {
        while (loading) {
            switch (what) {
                case "park" -> LockSupport.parkNanos(1);
                case "yield" -> Thread.yield(); // with more such threads than CPUs, a switch each
                default -> sleep(Duration.ofNanos(1));
            }
        }
    }

    private static String gc() {
        System.gc();
        return "collected";
    }

    private static String exit(int status) {
        System.exit(status);
        return "";
    }

    /** Sleeps, and before each sleep the load of a class made for it: {@code made.C1}, {@code made.C2}, … */
    private static void work(int sleeps) {
        for (var i = 0; i < sleeps; i++) {
            new Loader().load("made.C" + CLASSES.incrementAndGet());
            sleep(5);
        }
    }

    private static final class Loader extends ClassLoader {
        void load(String name) {
            var bytes = ClassFile.of().build(ClassDesc.of(name), type -> {});
            defineClass(name, bytes, 0, bytes.length);
        }
    }

    private static void sleep(long millis) {
        sleep(Duration.ofMillis(millis));
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Runnable take() {
        try {
            return EARLY_WORK.take();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
