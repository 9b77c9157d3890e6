package dev.pitot.bench;

import dev.pitot.bpf.CpuTime;
import dev.pitot.plan.EventKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;

/**
 * Parks that return at once, because the permit is there: two hits of a probe and one record each, and no switch, so that a core
 * makes as many as it can. Arguments: rates, records a second. For each a line: the rate, seconds, parks made, their events in the
 * recording, those that it says were lost, CPU time of the drain thread.
 */
final class ParkLoad {
    static final String UNBOUNDED = "0";
    private static final int THREADS = Runtime.getRuntime().availableProcessors();
    private static final long NANOS = 3_000_000_000L;
    private static final double RAMP = 500_000_000;
    private static final String NAME = "park load";

    private ParkLoad() {}

    public static void main(String[] rates) throws Exception {
        for (var rate : rates) {
            var file = Files.createTempFile("sustained", ".jfr");
            try {
                System.out.println(rate + " " + step(Integer.parseInt(rate), file));
            } finally {
                Files.delete(file);
            }
        }
    }

    private static String step(int rate, Path file) throws Exception {
        try (var recording = new Recording(Map.of("pitot.ThreadCpu#enabled", "false"))) {
            for (var kind : EventKind.values()) {
                recording.disable(kind.eventName());
            }
            recording.enable(EventKind.THREAD_PARK.eventName()).withThreshold(Duration.ZERO);
            recording.setDestination(file);
            recording.start();
            var drain = drainThread();
            var cpu = CpuTime.ofThread(drain);
            var from = System.nanoTime();
            var made = made(rate);
            var seconds = (System.nanoTime() - from) / 1e9;
            Thread.sleep(500); // for the drain to find the last of them
            cpu = CpuTime.ofThread(drain) - cpu;
            recording.stop();
            return seconds + " " + made + " " + found(file) + " " + cpu;
        }
    }

    private static long made(int rate) throws InterruptedException {
        var made = new AtomicLong();
        var loads = new Thread[THREADS];
        for (var i = 0; i < THREADS; i++) {
            var perSecond = rate == 0 ? Double.POSITIVE_INFINITY : (double) rate / THREADS;
            loads[i] = Thread.ofPlatform().name(NAME).start(() -> made.addAndGet(paced(perSecond)));
        }
        for (var load : loads) {
            load.join(2 * NANOS / 1_000_000); // waits without a park
        }
        return made.get();
    }

    /** In bursts, with sleeps of a millisecond between; a late one is made up for. The first half second is slower. */
    private static long paced(double perSecond) {
        var from = System.nanoTime();
        var made = 0L;
        for (var passed = 0L; passed < NANOS; passed = System.nanoTime() - from) {
            var due = Math.min(1, passed / RAMP) * perSecond * passed / 1e9;
            while (made < due && System.nanoTime() - from < NANOS) {
                park();
                made++;
            }
            sleep();
        }
        return made;
    }

    private static void sleep() {
        try {
            Thread.sleep(1);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e); // nobody interrupts
        }
    }

    private static void park() {
        LockSupport.unpark(Thread.currentThread());
        LockSupport.park();
    }

    /** Pitot's drain thread, which may be about to get its name. */
    private static int drainThread() throws Exception {
        for (var i = 0; i < 1000; i++) {
            try (var tasks = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
                for (var task : tasks) {
                    if (Files.readString(task.resolve("comm")).startsWith("pitot-drain")) {
                        return Integer.parseInt(task.getFileName().toString());
                    }
                }
            } catch (IOException e) {
                // a thread that has ended meanwhile
            }
            Thread.sleep(10);
        }
        throw new IllegalStateException("nothing is attached");
    }

    /** Events of the load, and what the recording says it has not. */
    private static String found(Path file) throws IOException {
        var committed = 0L;
        var lost = 0L;
        try (var recording = new RecordingFile(file)) {
            while (recording.hasMoreEvents()) {
                var event = recording.readEvent();
                switch (event.getEventType().getName()) {
                    case "pitot.ThreadPark" ->
                        committed += event.getString("osThreadName").equals(NAME) ? 1 : 0;
                    case "pitot.DataLoss" ->
                        lost += event.getString("reason").contains("ring buffer") ? event.getLong("count") : 0;
                    default -> {} // of no interest
                }
            }
        }
        return committed + " " + lost;
    }
}
