package dev.pitot.spans;

/** What happens to a virtual thread between its scheduler and its carrier. Numbers, as bytecode passes them. */
final class Turn {
    /** The carrier is about to run it. */
    static final int MOUNT = 0;

    /** It has left its carrier. */
    static final int UNMOUNT = 1;

    /** It may run again, and goes to the scheduler. Any thread tells that. */
    static final int SUBMIT = 2;

    private Turn() {}
}
