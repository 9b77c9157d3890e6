package dev.pitot.plan;

/** What an event is measured by, beside the account of every thread, which all events share. */
public enum EventSource {
    /** Probe sites in libjvm: a phase of a thread. Its bill has a part from the tracepoints of the disk. */
    LIBJVM,

    /** The account itself, read at intervals. Its bills have a part from the tracepoints of the disk. */
    ACCOUNTS,

    /** The tracepoints of the scheduler, which the account has anyway. */
    SCHEDULER,

    /** The tracepoint at which one thread wakes another. */
    WAKE_UPS,

    /** The tracepoints of page faults. */
    PAGE_FAULTS,

    /** The tracepoints of block requests, from their begin to their end. */
    BLOCK_REQUESTS;

    /** Whether there are tracepoints that are attached for the events of this source only. */
    public boolean hasOwnTracepoints() {
        return switch (this) {
            case LIBJVM, ACCOUNTS, SCHEDULER -> false;
            case WAKE_UPS, PAGE_FAULTS, BLOCK_REQUESTS -> true;
        };
    }
}
