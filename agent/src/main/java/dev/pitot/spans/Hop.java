package dev.pitot.spans;

/** What happens to a task between two threads. Numbers, as bytecode passes them. */
final class Hop {
    /** The current thread is about to hand over a task that is run once, or to start a thread. */
    static final int GIVE = 0;

    /** It is about to hand over a task that may be handed over again meanwhile. */
    static final int GIVE_SHARED = 1;

    /** It is about to run a task, perhaps in the middle of another one. */
    static final int TAKE = 2;

    /** It is about to run a task, and was started to run one after the other. */
    static final int TAKE_AS_WORKER = 3;

    /** The task that it took last has ended. */
    static final int LEAVE = 4;

    private Hop() {}
}
