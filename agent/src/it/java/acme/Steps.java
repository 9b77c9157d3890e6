package acme;

import java.lang.management.ManagementFactory;

/** A method that is called all the time, to measure what a span adds to it. */
public final class Steps {
    private static final int CALLS = 2_000_000;
    private static final int ROUNDS = 12;

    private static volatile long sum;

    private Steps() {}

    /** Prints the fewest nanoseconds that a call took, of some rounds, and the bytes that a call of the last one allocated. */
    public static void main(String[] arguments) {
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

    static long step(int i) {
        return i ^ sum;
    }
}
