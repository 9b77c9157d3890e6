package dev.pitot.workload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import jdk.jfr.Event;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** Full collections of a heap that takes some work; what the kernel says of the GC workers before and after. */
public final class FullCollections {
    public static final int TIMES = 13;

    private FullCollections() {}

    /** What schedstat has of the GC workers, summed. */
    @Name("test.Workers")
    @StackTrace(false)
    static final class Workers extends Event {
        long threads;
        long onCpu;
        long runQueue;
        long stolen;
    }

    public static void main(String[] arguments) throws Exception {
        var tree = new Object[400_000][];
        for (var i = 0; i < tree.length; i++) {
            tree[i] = new Object[] {
                new byte[8], i > 0 ? tree[ThreadLocalRandom.current().nextInt(i)] : null
            };
        }
        System.gc(); // the workers are there
        Thread.sleep(100);
        books();
        for (var i = 0; i < TIMES; i++) {
            System.gc();
        }
        Thread.sleep(100); // for the kernel, a thread's books are up to date when it is off the CPU
        books();
        if (tree[1] == null) {
            throw new AssertionError();
        }
    }

    private static void books() throws IOException {
        var event = new Workers();
        try (var tasks = Files.list(Path.of("/proc/self/task"))) {
            for (var task : tasks.toList()) {
                if (name(task).startsWith("GC Thread#")) {
                    var schedstat =
                            Files.readString(task.resolve("schedstat")).strip().split(" ");
                    event.threads++;
                    event.onCpu += Long.parseLong(schedstat[0]);
                    event.runQueue += Long.parseLong(schedstat[1]);
                }
            }
        }
        event.stolen = Load.stolen();
        event.commit();
    }

    /** Empty for a thread that has ended meanwhile, as Pitot's own do once everything is attached. */
    private static String name(Path task) throws IOException {
        try {
            return Files.readString(task.resolve("comm"));
        } catch (NoSuchFileException e) {
            return "";
        }
    }
}
