package acme;

import java.util.concurrent.Executors;

/** Work on virtual threads. */
public final class Errand {
    public static final int ERRANDS = 100;
    private static final int MILLIS = 5;

    private Errand() {}

    public static void main(String[] arguments) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var i = 0; i < ERRANDS; i++) {
                threads.submit(Errand::run);
            }
        }
    }

    static Object run() throws InterruptedException {
        Thread.sleep(MILLIS);
        return "done";
    }
}
