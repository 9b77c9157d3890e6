package dev.pitot.session;

import dev.pitot.bcc.BpfException;
import dev.pitot.bcc.BpfProgram;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * A program that is loaded on a thread of its own while other things are attached: the one at HotSpot's probes is large, and the verifier
 * takes its time.
 */
final class Ahead {
    /** Loads it. */
    @FunctionalInterface
    interface Loading {
        BpfProgram load() throws BpfException;
    }

    private @Nullable FutureTask<BpfProgram> loading;

    void begin(Loading program) {
        var task = new FutureTask<>(program::load);
        loading = task;
        Thread.ofPlatform().name(OwnThreads.PREFIX + "load").daemon().start(task);
    }

    /** What has been begun, or what is loaded now. */
    BpfProgram program(Loading otherwise) throws BpfException {
        var task = loading;
        loading = null;
        return task == null ? otherwise.load() : result(task);
    }

    /** Frees what nobody has taken. */
    void close() {
        var task = loading;
        loading = null;
        if (task != null) {
            try {
                result(task).close();
            } catch (BpfException e) {
                // There is nothing to free.
            }
        }
    }

    /** Also for a thread that is interrupted: a program that is being loaded would be left behind. */
    private static BpfProgram result(FutureTask<BpfProgram> task) throws BpfException {
        var interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
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
}
