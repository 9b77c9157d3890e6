package dev.pitot.kernel;

/** The traced process: this one. */
public final class OwnProcess {
    private OwnProcess() {}

    /** Returns the process's id in its own PID namespace. */
    public static int pid() {
        return (int) ProcessHandle.current().pid();
    }
}
