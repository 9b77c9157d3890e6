package dev.pitot.attach;

import dev.pitot.bpf.BpfException;
import dev.pitot.kernel.LoadedBundle;
import dev.pitot.threads.BackgroundTask;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Loads programs before they are attached, on two threads. The verifier takes up to a tenth of a second for one, and the
 * longest come first, so that both threads end at about the same time.
 */
final class ProgramLoader {
    private ProgramLoader() {}

    /**
     * Loads programs. A failure does not matter: who attaches the program loads it again, and fails in the same way.
     *
     * @param which tells by its name whether to load a program
     * @param isWanted is asked before each program; the rest is left out once it returns false
     */
    static void load(LoadedBundle kernel, Predicate<String> which, BooleanSupplier isWanted) {
        var names = new ConcurrentLinkedQueue<>(
                kernel.programs().stream().filter(which).toList());
        if (names.isEmpty()) {
            return;
        }
        var other = BackgroundTask.begin("load", () -> load(kernel, names, isWanted));
        try {
            load(kernel, names, isWanted);
        } finally {
            other.end();
        }
    }

    private static void load(LoadedBundle kernel, Queue<String> names, BooleanSupplier isWanted) {
        for (var name = names.poll(); name != null && isWanted.getAsBoolean(); name = names.poll()) {
            try {
                kernel.loadAhead(name);
            } catch (BpfException e) {
                // It is loaded again when it is attached.
            }
        }
    }
}
