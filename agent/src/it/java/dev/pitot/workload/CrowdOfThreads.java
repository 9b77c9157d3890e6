package dev.pitot.workload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import jdk.jfr.Recording;

/**
 * Many threads that sleep, run and wait for a CPU while recordings come and go. For each recording a line: how long, by the kernel's
 * own books, all threads together waited for a CPU from before it to after it, and the thread that did most.
 */
public final class CrowdOfThreads {
    private static final int THREADS = 18;

    private CrowdOfThreads() {}

    public static void main(String[] arguments) throws Exception {
        for (var i = 0; i < THREADS; i++) {
            var kind = i % 3;
            Thread.ofPlatform().name("crowd" + i).daemon().start(() -> live(kind));
        }
        for (var i = 0; i < Integer.parseInt(arguments[1]); i++) {
            var before = books();
            try (var recording = new Recording()) {
                recording.enable("pitot.RunQueueLatency");
                recording.start();
                Thread.sleep(700);
                recording.stop();
                recording.dump(Path.of(arguments[0], i + ".jfr"));
            }
            var all = 0L;
            var most = 0L;
            for (var entry : books().entrySet()) {
                var waited = entry.getValue() - before.getOrDefault(entry.getKey(), 0L);
                all += waited;
                most = Math.max(most, waited);
            }
            System.out.println(all + " " + most);
        }
    }

    private static void live(int kind) {
        while (true) {
            switch (kind) {
                case 0 -> LockSupport.parkNanos(100_000);
                case 1 -> spinAndPark(50_000, 2_000_000);
                default -> spinAndPark(4_000_000, 300_000_000);
            }
        }
    }

    private static void spinAndPark(long spin, long park) {
        var until = System.nanoTime() + spin;
        while (System.nanoTime() < until) {
            Thread.onSpinWait();
        }
        LockSupport.parkNanos(park);
    }

    /** The second number of each thread's schedstat. */
    private static Map<String, Long> books() throws IOException {
        var books = new HashMap<String, Long>();
        try (var tasks = Files.list(Path.of("/proc/self/task"))) {
            for (var task : tasks.toList()) {
                try {
                    var book = Files.readString(task.resolve("schedstat")).split(" ");
                    books.put(task.getFileName().toString(), Long.parseLong(book[1]));
                } catch (IOException e) {
                    // it has ended meanwhile
                }
            }
        }
        return books;
    }
}
