package dev.pitot.threads;

import dev.pitot.bpf.BpfException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/** A task that runs on its own thread while the thread that started it does other work. */
public final class BackgroundTask {
    /** A future that can also fail when its thread fails before it runs. */
    private static final class Task extends FutureTask<@Nullable Void> {
        Task(OwnThreads.Work work) {
            super(() -> {
                work.run();
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

    /**
     * Starts a task.
     *
     * @param name name of the thread
     */
    public static BackgroundTask begin(String name, OwnThreads.Work work) {
        var task = new Task(work);
        OwnThreads.start(name, task::failed, task::run);
        return new BackgroundTask(task);
    }

    /**
     * Waits until the task is done, and throws its failure, once; a checked one of another kind in an
     * IllegalStateException. An interrupt does not end the wait, because the
     * result of the task would leak.
     */
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

    /** Waits for the task and ignores its failure. */
    public void end() {
        try {
            join();
        } catch (BpfException | RuntimeException | Error e) {
            // The caller gives the task up.
        }
    }
}
