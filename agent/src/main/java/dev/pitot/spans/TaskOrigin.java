package dev.pitot.spans;

import java.util.Arrays;

/**
 * The span in which the task was handed over that a thread runs. A thread may run a task in the middle of another one: a
 * fork-join task does so while it waits. Only the thread itself uses this.
 */
final class TaskOrigin {
    private static final int MAX_DEPTH = 256;

    private long span;
    private int base;
    private long[] outer = new long[4]; // span and base of each task around
    private int depth;

    /** @param started the span in which the thread was started; 0 if in none */
    TaskOrigin(long started) {
        span = started;
    }

    /** @param open number of spans that are open on the thread */
    void enter(long from, int open) {
        if (depth < MAX_DEPTH) {
            if (2 * depth == outer.length) {
                outer = Arrays.copyOf(outer, 2 * outer.length);
            }
            outer[2 * depth] = span;
            outer[2 * depth + 1] = base;
        }
        depth++;
        span = depth <= MAX_DEPTH ? from : 0;
        base = open;
    }

    /** The first task's begin may have been missed. */
    void leave() {
        if (depth == 0) {
            return;
        }
        depth--;
        span = depth < MAX_DEPTH ? outer[2 * depth] : 0;
        base = depth < MAX_DEPTH ? (int) outer[2 * depth + 1] : 0;
    }

    /** The thread's tasks have nothing to do with the span in which it was started. */
    void forgetStart() {
        if (depth == 0) {
            span = 0;
        }
    }

    /** Returns the span from which a span at a place comes; 0 if it is inside another one of its task, or unknown. */
    long of(int place) {
        return place == base ? span : 0;
    }

    /** Returns whether the task itself has a span open. */
    boolean hasOpen(int open) {
        return open > base;
    }

    long span() {
        return span;
    }
}
