package dev.pitot.workload;

import dev.pitot.testkit.DirectIo;
import dev.pitot.testkit.Run;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Scanner;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.consumer.RecordedEvent;

/**
 * Does shifts of known work, and at rest marks where one begins and ends: the end of a chunk is the end of a histogram's
 * rows, and the kernel's own books are read before it and after it.
 */
public final class ThreadShifts {
    /** A prime number of direct reads. */
    public static final int READS = 1009;

    static final int BLOCK = 65536;
    public static final int SHORT_LIVES = 37;
    private static final int SECONDS = 4;
    private static final int RUSAGE_SIZE = 144;
    private static final long RUSAGE_VOLUNTARY = 128;
    private static final long RUSAGE_INVOLUNTARY = 136;

    private static volatile boolean stopping;

    private ThreadShifts() {}

    /** The end of a chunk, and what {@code getrusage} says of the process before and after. */
    @Name("test.Mark")
    @StackTrace(false)
    static final class Mark extends Event {
        String mark = "";
        long switchesBefore;
        long switchesAfter;
        long cpuBefore;
        long cpuAfter;
        long stolen;
    }

    interface Work {
        void once() throws Exception;
    }

    /** Arguments: a file to read; and, for fewer switches, {@code calm}. */
    public static void main(String[] arguments) throws Exception {
        var file = Path.of(arguments[0]);
        Files.write(file, new byte[16 * BLOCK]);
        try (var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        mark("loaded"); // what this code needs is there
        System.out.println("ready");
        try (var in = new Scanner(System.in)) {
            while (in.hasNextLine()) {
                var line = in.nextLine();
                if (line.equals("work")) {
                    work(file, arguments.length > 1);
                } else {
                    mark(line);
                }
                System.out.println("done " + line);
            }
        }
    }

    private static void mark(String name) throws IOException, InterruptedException {
        Thread.sleep(50); // so that there is no other end of rows just before
        var mark = new Mark();
        mark.mark = name;
        mark.begin();
        var before = Usage.read();
        FlightRecorder.getFlightRecorder().takeSnapshot().close();
        var after = Usage.read();
        mark.end();
        mark.switchesBefore = before.switches();
        mark.switchesAfter = after.switches();
        mark.cpuBefore = before.cpu();
        mark.cpuAfter = after.cpu();
        mark.stolen = Load.stolen();
        mark.commit();
    }

    private static void work(Path file, boolean calm) throws Exception {
        stopping = false;
        var threads = new ArrayList<Thread>();
        var queue = new SynchronousQueue<Integer>();
        if (!calm) {
            threads.add(thread("giver", () -> queue.offer(1, 1, TimeUnit.MILLISECONDS)));
            threads.add(thread("taker", () -> queue.poll(1, TimeUnit.MILLISECONDS)));
        }
        for (var i = 0; i <= Runtime.getRuntime().availableProcessors(); i++) {
            threads.add(thread("spinner-" + i, ThreadShifts::spin));
        }
        threads.add(thread("sleeper", () -> Thread.sleep(1)));
        threads.forEach(Thread::start);
        read(file);
        for (var i = 0; i < SHORT_LIVES; i++) {
            var brief = new Thread(ThreadShifts::spin, "brief-" + i);
            brief.start();
            brief.join();
        }
        Thread.sleep(SECONDS * 1000L);
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
        var until = System.nanoTime() + 3_000_000;
        while (System.nanoTime() < until) {
            Thread.onSpinWait();
        }
    }

    private static void read(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ, DirectIo.option())) {
            var buffer = ByteBuffer.allocateDirect(2 * BLOCK).alignedSlice(4096);
            for (var i = 0; i < READS; i++) {
                if (channel.read(buffer.clear().limit(BLOCK), i % 16 * (long) BLOCK) != BLOCK) {
                    throw new IOException("not read");
                }
            }
        }
    }

    /** Of all threads of the process, those that have ended too: CPU time in nanoseconds, and switches. */
    private record Usage(long cpu, long switches) {
        private static final Linker LINKER = Linker.nativeLinker();

        // int getrusage(int who, struct rusage *usage);
        private static final MethodHandle GETRUSAGE = LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow("getrusage"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));

        static Usage read() {
            try (var arena = Arena.ofConfined()) {
                var usage = arena.allocate(RUSAGE_SIZE, 8);
                if ((int) GETRUSAGE.invokeExact(0, usage) != 0) {
                    throw new AssertionError("getrusage");
                }
                return new Usage(
                        nanos(usage, 0) + nanos(usage, 16),
                        at(usage, RUSAGE_VOLUNTARY) + at(usage, RUSAGE_INVOLUNTARY));
            } catch (Throwable t) {
                throw new AssertionError(t);
            }
        }

        private static long nanos(MemorySegment usage, long timeval) {
            return at(usage, timeval) * 1_000_000_000 + at(usage, timeval + 8) * 1_000;
        }

        private static long at(MemorySegment usage, long offset) {
            return usage.get(ValueLayout.JAVA_LONG, offset);
        }
    }

    /** What a run has recorded of a mark. */
    public static RecordedEvent mark(Run run, String name) throws IOException {
        return run.events("test.Mark").stream()
                .filter(mark -> name.equals(mark.getString("mark")))
                .findFirst()
                .orElseThrow();
    }
}
