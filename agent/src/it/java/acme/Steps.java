package acme;

import java.lang.management.ManagementFactory;

/** A method that is called all the time, and a virtual thread that yields, to measure what a span adds to them. */
public final class Steps {
    private static final int CALLS = 2_000_000;
    private static final int YIELDS = 500_000;
    private static final int ROUNDS = 12;

    private static volatile long sum;

    private Steps() {}

    /**
     * Prints the fewest nanoseconds that a call took, of some rounds, and the bytes that a call of the last one allocated.
     * Argument: none, or {@code virtual} for the calls of a virtual thread, or {@code yield} for its yields.
     */
    public static void main(String[] arguments) throws InterruptedException {
        switch (arguments.length == 0 ? "" : arguments[0]) {
            case "virtual" -> Thread.ofVirtual().start(Steps::measure).join();
            case "yield" -> Thread.ofVirtual().start(Steps::yields).join();
            default -> measure();
        }
    }

    private static void measure() {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        var fewest = Double.MAX_VALUE;
        var bytes = 0L;
        for (var round = 0; round < ROUNDS; round++) {
            var allocated = threads.getCurrentThreadAllocatedBytes();
            var begin = System.nanoTime();
            for (var i = 0; i < CALLS; i++) {
                sum = step(i);
            }
            fewest = Math.min(fewest, (double) (System.nanoTime() - begin) / CALLS);
            bytes = threads.getCurrentThreadAllocatedBytes() - allocated;
        }
        System.out.println(fewest);
        System.out.println((double) bytes / CALLS);
    }

    static void yields() {
        var fewest = Double.MAX_VALUE;
        for (var round = 0; round < ROUNDS; round++) {
            var begin = System.nanoTime();
            for (var i = 0; i < YIELDS; i++) {
                Thread.yield();
            }
            fewest = Math.min(fewest, (double) (System.nanoTime() - begin) / YIELDS);
        }
        System.out.println(fewest);
        System.out.println(0);
    }

    static long step(int i) {
        return i ^ sum;
    }
}
