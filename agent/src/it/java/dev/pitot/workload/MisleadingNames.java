package dev.pitot.workload;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import jdk.jfr.Event;
import jdk.jfr.Name;
import jdk.jfr.Recording;

/** Threads of an application that are called as those of HotSpot and of Pitot are, or have the ids of others before them. */
public final class MisleadingNames {
    public static final List<String> NAMES = List.of(
            "pitot-shop-1",
            "pitot-drain",
            "G1 shard-0",
            "G1 Conc#5",
            "C2 client",
            "C2 CompilerThread7",
            "VM provisioner-3",
            "VM Thread",
            "GC Thread-monitor",
            "GC Thread#7");

    public static final int SLEEPS = 7;

    private MisleadingNames() {}

    /** Arguments: a file for a recording. */
    public static void main(String[] arguments) throws Exception {
        var begin = new CountDownLatch(1);
        var threads = new ArrayList<Thread>();
        NAMES.forEach(name -> threads.add(Thread.ofPlatform().name(name).start(() -> live(begin))));
        var recording = new Recording();
        for (var event : List.of("pitot.ThreadSleep", "pitot.ThreadCpu", "pitot.RunQueueLatency")) {
            recording.enable(event).withThreshold(java.time.Duration.ZERO);
        }
        recording.start();
        NAMES.forEach(name -> threads.add(Thread.ofPlatform().name(name).start(() -> live(begin))));
        begin.countDown();
        for (var thread : threads) {
            thread.join();
        }
        System.gc();
        recording.stop();
        recording.dump(Path.of(arguments[0]));
    }

    private static void live(CountDownLatch begin) {
        try {
            begin.await();
            for (var i = 0; i < SLEEPS; i++) {
                Thread.sleep(10);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Java threads that come and go, and then as many of C, which get the same ids where these are few. */
    public static final class Reuse {
        public static final int THREADS = 400;
        public static final String NAME = "a-java-thread-of-this-application-";

        private Reuse() {}

        /** From here on none of the Java threads is there. */
        @Name("test.Gone")
        static final class Gone extends Event {}

        public static void main(String[] arguments) throws Exception {
            for (var i = 0; i < THREADS; i++) {
                var thread = new Thread(() -> {}, NAME + i);
                thread.start();
                thread.join();
            }
            awaitNone();
            new Gone().commit();
            var linker = Linker.nativeLinker();
            var libc = linker.defaultLookup();
            var create = linker.downcallHandle(
                    libc.find("pthread_create").orElseThrow(),
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT,
                            ValueLayout.ADDRESS,
                            ValueLayout.ADDRESS,
                            ValueLayout.ADDRESS,
                            ValueLayout.JAVA_LONG));
            var usleep = libc.find("usleep").orElseThrow();
            try (var arena = java.lang.foreign.Arena.ofConfined()) {
                var thread = arena.allocate(ValueLayout.JAVA_LONG);
                for (var i = 0; i < THREADS; i++) {
                    var result = (int) create.invokeExact(thread, MemorySegment.NULL, usleep, 20_000L);
                    if (result == 0) {
                        Thread.sleep(5);
                    }
                }
            } catch (Throwable t) {
                throw new AssertionError(t);
            }
            Thread.sleep(200);
        }

        /** A thread that was joined has still some way to go in the kernel. */
        private static void awaitNone() throws Exception {
            while (areThere()) {
                Thread.sleep(10);
            }
        }

        private static boolean areThere() throws IOException {
            try (var threads = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
                for (var thread : threads) {
                    if (comm(thread).startsWith(NAME.substring(0, 15))) {
                        return true;
                    }
                }
            }
            return false;
        }

        private static String comm(Path thread) {
            try {
                return Files.readString(thread.resolve("comm"));
            } catch (IOException e) {
                return ""; // it has just ended
            }
        }
    }
}
