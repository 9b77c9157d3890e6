package dev.pitot.compiler;

import dev.pitot.bpf.Priority;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The JVM that started this compiler child. It holds the other end of the child's stdin and never writes, so the end of
 * stdin means that it has ended, however it did.
 */
final class Parent {
    /** Longer than any compilation takes on a machine that has room for it. */
    private static final Duration LONGEST_ALONE = Duration.ofMinutes(10);

    /** Held while files are written, so that no file appears in a directory that is being removed. */
    private final Object writing = new Object();

    private final Path directory;
    private final boolean isNeeded;
    private volatile boolean hasEnded;

    /** A step that writes files into the directory. */
    interface Writing {
        void run() throws IOException;
    }

    /**
     * @param directory what they share; the one that ends last removes it
     * @param isNeeded whether this process is of no use without the parent
     */
    private Parent(Path directory, boolean isNeeded) {
        this.directory = directory;
        this.isNeeded = isNeeded;
    }

    static Parent of(Path directory, boolean isNeeded) {
        var parent = new Parent(directory, isNeeded);
        Thread.ofPlatform().daemon().name("parent").start(parent::watch);
        return parent;
    }

    void write(Writing files) throws IOException {
        synchronized (writing) {
            files.run();
        }
    }

    /** Returns whether it is gone. */
    boolean hasEnded() {
        return hasEnded;
    }

    /** Removes the directory if nobody else will. To be called at the end. */
    void clean() {
        if (hasEnded) {
            Scratch.delete(directory);
        }
    }

    private void watch() {
        try {
            while (System.in.read() >= 0) {
                // The parent never writes.
            }
        } catch (IOException e) {
            // A missing pipe is as good as an end.
        }
        hasEnded = true;
        if (!isNeeded) {
            goOnAlone();
        }
        synchronized (writing) {
            Scratch.delete(directory);
            Runtime.getRuntime().halt(1);
        }
    }

    /** Returns when the time is over. Mostly the process ends before, because it is done. */
    private static void goOnAlone() {
        Priority.lower();
        try {
            Thread.sleep(LONGEST_ALONE);
        } catch (InterruptedException e) {
            // Nobody does that; then the time is over.
        }
    }
}
