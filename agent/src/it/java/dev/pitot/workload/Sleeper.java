package dev.pitot.workload;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Maps the files named like "caf" in directories, then sleeps often on a thread of its own, and says how often in the locale's digits. */
public final class Sleeper {
    public static final int SLEEPS = 23;

    /** Not "main", whose name changes when it has nothing left to do. */
    public static final String NAME = "sleeper";

    private Sleeper() {}

    public static void main(String[] directories) throws Exception {
        for (var directory : directories) {
            try (var files = Files.newDirectoryStream(Path.of(directory), "caf*")) {
                for (var file : files) {
                    map(file);
                }
            }
        }
        var thread = new Thread(Sleeper::sleep, NAME);
        thread.start();
        thread.join();
        System.out.printf("%d%n", SLEEPS);
    }

    private static void map(Path file) throws IOException {
        try (var channel = FileChannel.open(file)) {
            channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
        }
        System.out.println("mapped");
    }

    private static void sleep() {
        try {
            for (var i = 0; i < SLEEPS; i++) {
                Thread.sleep(2);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
