package dev.pitot.threads;

import dev.pitot.bpf.BpfException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/** Something that is done on a thread of its own while the thread that began it does something else. */
public final class BackgroundTask {
    /** Does it. */
    @FunctionalInterface
    public interface Doing {
        void run() throws BpfException;
    }

    /** A task that has failed, too, if its thread did before it ran. */
    private static final class Task extends FutureTask<@Nullable Void> {
        Task(Doing doing) {
            super(() -> {
                doing.run();
                return null;
            });
        }

        void failed(Throwable thrown) {
            setException(thrown);
        }
    }

    private @Nullable FutureTask<?> task;

    private BackgroundTask(FutureTask<?> task) {
        this.task = task;
    }

    /** @param name of the thread */
    public static BackgroundTask begin(String name, Doing doing) {
        var task = new Task(doing);
        OwnThreads.start(name, task::failed, task::run);
        return new BackgroundTask(task);
    }

    /** Waits until it is done, and says once if it failed. Also when interrupted: what it has made would be left behind. */
    public void join() throws BpfException {
        var waitedFor = task;
        task = null;
        if (waitedFor == null) {
            return;
        }
        var interrupted = false;
        try {
            while (true) {
                try {
                    waitedFor.get();
                    return;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case BpfException failed -> throw failed;
                case RuntimeException failed -> throw failed;
                case Error failed -> throw failed;
                case null, default -> throw new IllegalStateException(e);
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Waits for it where it does not matter any more whether it failed. */
    public void end() {
        try {
            join();
        } catch (BpfException | RuntimeException | Error e) {
            // Whoever began it is giving it up.
        }
    }
}
