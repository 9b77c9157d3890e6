package dev.pitot.plan;

/** What measures an event, besides the account of every thread, which all events share. */
public enum EventSource {
    /** Probe sites in libjvm, for a phase of a thread. The disk's tracepoints add to its bill. */
    LIBJVM,

    /** The account itself, read at intervals or by its thread. The disk's tracepoints add to its bills. */
    ACCOUNTS,

    /** The scheduler's tracepoints, which the account uses anyway. */
    SCHEDULER,

    /** The tracepoint at which one thread wakes another. */
    WAKE_UPS,

    /** The tracepoints of page faults. */
    PAGE_FAULTS,

    /** The tracepoints of block requests, from begin to end. */
    BLOCK_REQUESTS;

    /** Returns whether some tracepoints are attached for this source only. */
    public boolean hasOwnTracepoints() {
        return switch (this) {
            case LIBJVM, ACCOUNTS, SCHEDULER -> false;
            case WAKE_UPS, PAGE_FAULTS, BLOCK_REQUESTS -> true;
        };
    }
}
