package dev.pitot.kernel;

/** The traced process, which is this one. */
public final class OwnProcess {
    private OwnProcess() {}

    /** In the process's own PID namespace. */
    public static int pid() {
        return (int) ProcessHandle.current().pid();
    }
}
