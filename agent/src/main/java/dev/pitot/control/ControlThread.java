package dev.pitot.control;

import dev.pitot.threads.OwnThreads;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The only thread that attaches and detaches. It ends after one idle second. */
final class ControlThread {
    private final ScheduledThreadPoolExecutor executor;
    private @Nullable Future<?> later;

    /** @param failed receives what a task throws */
    ControlThread(Consumer<Throwable> failed) {
        executor = new ScheduledThreadPoolExecutor(1, task -> OwnThreads.unstarted("control", failed, task::run));
        executor.setKeepAliveTime(1, TimeUnit.SECONDS);
        executor.allowCoreThreadTimeOut(true);
        executor.setRemoveOnCancelPolicy(true);
    }

    void execute(Runnable task) {
        executor.execute(task);
    }

    /** Schedules a task and cancels the one that was scheduled before. */
    synchronized void executeLater(Runnable task, long millis) {
        cancelLater();
        later = executor.schedule(task, millis, TimeUnit.MILLISECONDS);
    }

    synchronized void cancelLater() {
        if (later != null) {
            later.cancel(false);
            later = null;
        }
    }
}
