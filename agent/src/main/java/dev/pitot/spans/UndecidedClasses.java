package dev.pitot.spans;

import dev.pitot.threads.OwnThreads;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Classes of which it was not known, when they came, what is above them. A thread looks at them when they are loaded, and
 * ends with the last of them. Thread-safe.
 */
final class UndecidedClasses implements OwnThreads.Work, Consumer<Throwable> {
    /** More are not looked at. */
    private static final int MAX = 10_000;

    private static final String THREAD = "supers";
    private static final int PAUSE_MILLIS = 100;

    /** A class that is not there after so many looks has failed to load. */
    private static final int MAX_LOOKS = 100;

    private final UnaryOperator<Set<String>> decide;
    private final Map<String, Integer> looks = new HashMap<>();
    private boolean isLooking;

    /** @param decide takes names of classes, decides on those that are loaded, and returns them */
    UndecidedClasses(UnaryOperator<Set<String>> decide) {
        this.decide = decide;
    }

    /** Any thread of the application calls this in the middle of a class load. */
    synchronized void add(String className) {
        if (looks.size() < MAX) {
            looks.put(className, 0);
        }
        if (!isLooking) {
            isLooking = true;
            OwnThreads.start(THREAD, this, this);
        }
    }

    /** What starts a thread must be loaded before a class comes, like that of {@link SpanTransformer}. */
    void rehearse() {
        OwnThreads.unstarted(THREAD, this, this);
    }

    /** The thread has failed. */
    @Override
    public synchronized void accept(Throwable thrown) {
        looks.clear();
        isLooking = false;
    }

    @Override
    public void run() throws InterruptedException {
        do {
            Thread.sleep(PAUSE_MILLIS);
        } while (isLeft(decide.apply(names())));
    }

    private synchronized Set<String> names() {
        return Set.copyOf(looks.keySet());
    }

    private synchronized boolean isLeft(Set<String> decided) {
        looks.keySet().removeAll(decided);
        looks.replaceAll((name, times) -> times + 1);
        looks.values().removeIf(times -> times > MAX_LOOKS);
        isLooking = !looks.isEmpty();
        return isLooking;
    }
}
