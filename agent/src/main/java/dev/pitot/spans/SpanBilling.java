package dev.pitot.spans;

import dev.pitot.jfr.Span;

/** The bill of a span, from the readings at its begin and at its end. */
final class SpanBilling {
    private SpanBilling() {}

    /**
     * The thread runs at both ends of the span. So what is not in the totals is time on a CPU, as long as the thread was
     * mounted.
     */
    static void set(Span event, long[] from, int at, long[] to) {
        var totals = at + ThreadAccount.TOTALS;
        var mounted = to[ThreadAccount.MOUNTED] - from[at + ThreadAccount.MOUNTED];
        event.unmounted = to[ThreadAccount.TIME] - from[at + ThreadAccount.TIME] - mounted;
        event.waitedForCarrier = to[ThreadAccount.WAITED_FOR_CARRIER] - from[at + ThreadAccount.WAITED_FOR_CARRIER];
        event.runQueue = to[1] - from[totals];
        event.ioWait = to[2] - from[totals + 1];
        event.blocked = to[3] - from[totals + 2];
        event.onCpu = mounted - event.runQueue - event.ioWait - event.blocked;
        event.blockReads = to[4] - from[totals + 3];
        event.blockReadBytes = to[5] - from[totals + 4];
        event.blockWrites = to[6] - from[totals + 5];
        event.blockWriteBytes = to[7] - from[totals + 6];
        event.blockFlushes = to[8] - from[totals + 7];
        event.blockDiscards = to[9] - from[totals + 8];
        event.blockDiscardBytes = to[10] - from[totals + 9];
        event.blockOthers = to[11] - from[totals + 10];
        event.voluntarySwitches = to[12] - from[totals + 11];
        event.involuntarySwitches = to[13] - from[totals + 12];
        event.migrations = to[14] - from[totals + 13];
    }
}
