package dev.pitot.bpf;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How this process stands beside others. Where a step is not possible, it stays as it was. */
public final class Priority {
    private static final long SYS_SETPRIORITY = Libc.ARM ? 140 : 141;
    private static final long SYS_SETSID = Libc.ARM ? 157 : 112;
    private static final long PRIO_PROCESS = 0;
    private static final long LOWEST = 19;
    private static final Path AUTOGROUP = Path.of("/proc/self/autogroup");
    private static final Path THREADS = Path.of("/proc/self/task");

    private static volatile boolean hasOwnSession;

    private Priority() {}

    /** Leaves the session, and so the terminal, of the process that started this one: its Ctrl-C is not for this one. */
    public static void leaveTerminal() {
        hasOwnSession = Libc.syscall(SYS_SETSID, 0, 0, 0, 0, 0, 0) >= 0;
    }

    /**
     * Gives all threads the lowest priority. In Linux each thread has its own, see setpriority(2), and a session has
     * one as a whole, see "The autogroup feature" in sched(7). That of other processes stays as it is.
     */
    public static void lower() {
        try (var threads = Files.newDirectoryStream(THREADS)) {
            for (var thread : threads) {
                var id = Long.parseLong(thread.getFileName().toString());
                Libc.syscall(SYS_SETPRIORITY, PRIO_PROCESS, id, LOWEST, 0, 0, 0);
            }
        } catch (IOException | DirectoryIteratorException e) {
            // Without /proc, the process goes on as it is.
        }
        if (!hasOwnSession) {
            return;
        }
        try {
            Files.writeString(AUTOGROUP, Long.toString(LOWEST));
        } catch (IOException e) {
            // The kernel has no such groups.
        }
    }

    /** Makes the kernel kill this process first when memory runs out. */
    public static void standInFront() {
        try {
            Files.writeString(Path.of("/proc/self/oom_score_adj"), "1000");
        } catch (IOException e) {
            // /proc is read-only; only this precaution is lost.
        }
    }
}
