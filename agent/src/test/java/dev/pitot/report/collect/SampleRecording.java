package dev.pitot.report.collect;

import dev.pitot.report.collect.ForgedEvents.BlockIo;
import dev.pitot.report.collect.ForgedEvents.ClassInitialization;
import dev.pitot.report.collect.ForgedEvents.ClassLoad;
import dev.pitot.report.collect.ForgedEvents.Compilation;
import dev.pitot.report.collect.ForgedEvents.DataLoss;
import dev.pitot.report.collect.ForgedEvents.GarbageCollection;
import dev.pitot.report.collect.ForgedEvents.MajorFault;
import dev.pitot.report.collect.ForgedEvents.Novelty;
import dev.pitot.report.collect.ForgedEvents.OffCpu;
import dev.pitot.report.collect.ForgedEvents.ProbeStatus;
import dev.pitot.report.collect.ForgedEvents.RunQueueWait;
import dev.pitot.report.collect.ForgedEvents.ThreadCpu;
import dev.pitot.report.collect.ForgedEvents.ThreadPark;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import jdk.jfr.Recording;

/** A real recording of look-alike events with known numbers; the tests say which. */
public final class SampleRecording {

    public static final int LOADS = 23;
    public static final int READS = 17;
    public static final int WRITE_BACKS = 5;
    public static final long MILLI = 1_000_000;
    private static final long SECOND = 1000 * MILLI;
    private static final long HALF = 400 * MILLI;

    private SampleRecording() {}

    /** Writes everything that a summary has a section for. */
    public static void write(Path file) throws IOException {
        record(file, () -> {
            measured();
            phases();
            disk();
            cpuAndWaits();
            SampleHistograms.commit();
            SampleCost.commit();
            loss("ring buffer full", null, 7);
            loss("ring buffer full", null, 13);
            inFlight();
        });
    }

    /** Writes phases that began before the probes came, or ended after they went, and nothing else of Pitot's. */
    public static void writeInFlight(Path file) throws IOException {
        record(file, () -> {
            measured();
            inFlight();
        });
    }

    /** Writes a recording of which the second half was measured. */
    public static void writeLate(Path file) throws IOException {
        record(file, () -> {
            LockSupport.parkNanos(HALF);
            status(false, 10 * SECOND, 10 * SECOND, "not yet: the programs were being compiled");
            status(true, 0, 10 * SECOND, "tracepoints");
            LockSupport.parkNanos(HALF);
        });
    }

    private static void measured() {
        status(true, 10 * SECOND, 20 * SECOND, "tracepoints");
    }

    private static void status(boolean attached, long ago, long nanos, String why) {
        status("pitot.BlockIo", attached, ago, nanos, why, attached ? MILLI : 0);
    }

    static void status(String name, boolean attached, long ago, long nanos, String why, long threshold) {
        ForgedEvents.commit(new ProbeStatus(), ago, nanos, event -> {
            event.event = name;
            event.attached = attached;
            event.threshold = threshold;
            if (attached) {
                event.mechanism = why;
            } else {
                event.reason = why;
            }
        });
    }

    /** Writes a recording in which there is nothing of Pitot's. */
    public static void writePlain(Path file) throws IOException {
        record(file, () -> {});
    }

    /** Writes phases of which nothing but the bill's first part is there. */
    public static void writeUnknown(Path file) throws IOException {
        record(file, () -> {
            var event = new Novelty();
            event.onCpu = 1;
            event.commit();
        });
    }

    /**
     * Writes, on one thread, a class initialization in which a class is loaded, for which two others are, one of them in the other; each
     * waits for the one request of the innermost. And one more class load, later, that has nothing to do with them.
     */
    public static void writeNested(Path file) throws IOException {
        record(file, () -> {
            var now = ForgedEvents.place(new ClassLoad(), 0, 0);
            load("Innermost", now, 900, 10);
            load("Inner", now, 905, 20);
            load("Outer", now, 910, 40);
            ForgedEvents.commit(new ClassInitialization(), now, 920 * MILLI, 60 * MILLI, event -> {
                event.osThreadId = 1;
                event.osThreadName = "main";
                event.className = "org.example.Main";
                event.bill(52 * MILLI, 0, 8 * MILLI, 0);
            });
            load("Later", now, 500, 9);
        });
    }

    private static void load(String name, ForgedEvents now, long agoMillis, long millis) {
        ForgedEvents.commit(new ClassLoad(), now, agoMillis * MILLI, millis * MILLI, event -> {
            event.osThreadId = 1;
            event.osThreadName = "main";
            event.className = "org/example/" + name;
            event.bill((millis - 8) * MILLI, 0, 8 * MILLI, 0);
            event.blockReads = 1;
        });
    }

    static void record(Path file, Runnable events) throws IOException {
        try (var recording = new Recording()) {
            recording.enable("jdk.JVMInformation");
            recording.start();
            events.run();
            recording.stop();
            recording.dump(file);
        }
    }

    private static void inFlight() {
        loss("ends whose begin was not seen", "pitot.ThreadPark", 2);
        loss("ends whose begin was not seen", "pitot.ThreadPark", 3);
        loss("begins whose end never came", "pitot.Compilation", 1);
    }

    private static void loss(String reason, String of, long lost) {
        var event = new DataLoss();
        event.reason = reason;
        event.event = of;
        event.count = lost;
        event.commit();
    }

    private static void phases() {
        var now = ForgedEvents.place(new ClassLoad(), 0, 0);
        for (int i = 1; i <= LOADS; i++) {
            classLoad(i, now);
        }
        ForgedEvents.commit(new Compilation(), SECOND, 120 * MILLI + 123_456, event -> {
            event.osThreadId = 4242;
            event.osThreadName = "C2 CompilerThre";
            event.compiler = "C2";
            event.method = "java.util.concurrent.ConcurrentHashMap.putVal(Ljava/lang/Object;Ljava/lang/Object;Z)V";
            event.bill(100 * MILLI + 1, 20 * MILLI + 1, 0, 0);
        });
        collection();
        ForgedEvents.commit(new ThreadPark(), SECOND, SECOND, event -> {
            event.thread = Thread.currentThread();
            event.bill(0, 0, 0, SECOND);
        });
    }

    private static void classLoad(int i, ForgedEvents now) {
        // One after the other, as on a thread.
        ForgedEvents.commit(
                new ClassLoad(), now, 2 * SECOND + (LOADS - i + 1) * 100L * MILLI, 3L * i * MILLI + 10, event -> {
                    event.thread = Thread.currentThread();
                    event.className = "org/example/Loaded" + i;
                    event.bill(i * MILLI + 1, 2, (long) i * MILLI + 3, (long) i * MILLI + 4);
                    event.blockReads = i;
                    event.blockReadBytes = i * 4096L;
                });
    }

    private static void collection() {
        ForgedEvents.commit(new GarbageCollection(), SECOND, 9 * MILLI, event -> {
            event.osThreadId = 4243;
            event.osThreadName = "VM Thread";
            event.bill(MILLI, 0, 0, 8 * MILLI);
            event.workers = 2;
            event.workersOnCpu = 12 * MILLI;
            event.workersRunQueue = 5 * MILLI;
            event.workersBlocked = MILLI;
            event.workersWorstRunQueue = 4 * MILLI;
        });
    }

    private static void disk() {
        for (int i = 1; i <= READS; i++) {
            block(i, "/opt/jdk/lib/modules", 11, "ClassLoad", false);
        }
        for (int i = 1; i <= WRITE_BACKS; i++) {
            block(i, "/data/00000000.log", 20 + i, null, true);
        }
        block(1, null, 0, null, false);
    }

    private static void block(int i, String file, long inode, String phase, boolean async) {
        ForgedEvents.commit(new BlockIo(), SECOND, i * MILLI, event -> {
            event.thread = async ? null : Thread.currentThread();
            event.device = "vda";
            event.operation = async ? "write" : "read";
            event.flags = file == null ? "sync meta" : "";
            event.bytes = 4096;
            event.queueTime = i * 10L;
            event.serviceTime = i * MILLI;
            event.file = file;
            event.inode = inode;
            event.phase = phase;
            event.async = async;
        });
    }

    private static void cpuAndWaits() {
        for (int window = 0; window < 3; window++) {
            ForgedEvents.commit(new ThreadCpu(), SECOND, 100 * MILLI, event -> {
                event.osThreadId = 4244;
                event.osThreadName = "busy";
                event.bill(70 * MILLI, 20 * MILLI, 0, 10 * MILLI);
                event.voluntarySwitches = 10;
                event.involuntarySwitches = 1;
            });
        }
        ForgedEvents.commit(new RunQueueWait(), SECOND, 31 * MILLI, event -> {
            event.osThreadName = "busy";
            event.runnerName = "stress-ng";
        });
        ForgedEvents.commit(new OffCpu(), SECOND, 41 * MILLI, event -> {
            event.osThreadName = "busy";
            event.waitedForIo = true;
            event.wakerName = "swapper/1";
        });
        ForgedEvents.commit(new MajorFault(), SECOND, 3 * MILLI, event -> {
            event.osThreadName = "busy\u001b[31m";
            event.phase = "ClassLoad";
        });
    }
}
