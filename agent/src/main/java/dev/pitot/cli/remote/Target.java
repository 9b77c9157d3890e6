package dev.pitot.cli.remote;

import dev.pitot.cli.terminal.CommandFailure;
import dev.pitot.usdt.KernelText;
import dev.pitot.usdt.ProcessFiles;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;

/**
 * A process to attach to. It is checked from outside first, because attaching begins with a signal
 * ({@link AttachListener}). A JVM that refuses attach answers that signal with a thread dump on its application's
 * stdout.
 *
 * @param proc {@code /proc/PID}
 * @param user effective user
 */
record Target(long pid, Path proc, UserPrincipal user) {
    private static final Path SELF = Path.of("/proc/self");
    private static final String TEMPORARY = "tmp";

    static Target of(long pid) throws IOException {
        var proc = Path.of("/proc", Long.toString(pid));
        if (pid < 1 || !Files.isDirectory(proc)) {
            throw CommandFailure.noProcess(pid);
        }
        var target = new Target(pid, proc, user(proc));
        target.requireRunning();
        target.requireOurs();
        target.requireJvm();
        target.requireAttachable();
        target.requireThatRootCounts();
        return target;
    }

    private void requireOurs() throws IOException {
        var ours = user(SELF);
        if (!ours.equals(user) && !ours.equals(user("0"))) {
            throw new CommandFailure(
                    "process " + pid + " belongs to user " + user.getName() + "; run this as that user, or as root");
        }
    }

    private void requireJvm() throws IOException {
        try {
            var files = ProcessFiles.of(pid);
            if (files.stream().noneMatch(file -> file.path().endsWith("/libjvm.so"))) {
                throw new CommandFailure("process " + pid + " is not a HotSpot JVM, or has just started");
            }
        } catch (CommandFailure e) {
            throw e;
        } catch (IOException e) {
            // The process has more capabilities than this one, so its file is not readable.
        }
    }

    /** Asks the JVM's performance data. Without them, it looks at the launch options. */
    private void requireAttachable() throws IOException {
        var attachable = PerformanceData.attachable(pid);
        if (attachable.isPresent() ? !attachable.get() : isStartedWith("DisableAttachMechanism")) {
            throw new CommandFailure(
                    "process " + pid + " refuses attach; start it without -XX:+DisableAttachMechanism");
        }
    }

    /**
     * HotSpot serves its own user and root, as its user namespace maps them. For any other user it prints a thread
     * dump.
     */
    private void requireThatRootCounts() throws IOException {
        if (!user(SELF).equals(user)
                && !KernelText.of(proc.resolve("uid_map")).strip().matches("(?s)0\\s+0\\s.*")) {
            throw new CommandFailure("process " + pid
                    + " is in another user namespace, where this root has no rights; run this in its container");
        }
    }

    /** Returns false for a process with more capabilities than this one, whose options are not readable. */
    private boolean isStartedWith(String flag) {
        try {
            return JvmFlags.enabled(JvmFlags.commandLine(proc)).contains(flag);
        } catch (IOException e) {
            return false;
        }
    }

    /** Fails unless the process catches the signal, as a JVM does. The signal would end another process. */
    void requireCatches(int signal) throws IOException {
        var caught = Long.parseUnsignedLong(status(proc, "SigCgt:", 1), 16);
        if ((caught >>> (signal - 1) & 1) == 0) {
            throw new CommandFailure(
                    "process " + pid + " cannot be attached to: it has just started, or is not a JVM; try again later");
        }
    }

    /** Returns the process's id in its own PID namespace. */
    String pidInside() throws IOException {
        var line = status(proc, "NSpid:");
        return line.get(line.size() - 1);
    }

    /** Returns the path if the process sees the same file there; it may live in a container. */
    Path visible(Path file) throws IOException {
        if (looksIntoRoot() && !Files.exists(inRoot(file))) {
            throw new CommandFailure(
                    "process " + pid + " does not see " + file
                            + ", because it has another file system; copy the jar into that, and name its path there with --jar");
        }
        return file;
    }

    /** Translates a path of that process into one of this process. */
    Path inRoot(Path path) {
        return looksIntoRoot() ? Path.of(proc + "/root" + path) : path;
    }

    private boolean looksIntoRoot() {
        return Files.isDirectory(proc.resolve("root").resolve(TEMPORARY));
    }

    /** Fails early for a stopped process, which would not answer before the time limit. */
    private void requireRunning() throws IOException {
        if (status(proc, "State:", 1).equals("T")) {
            throw new CommandFailure("process " + pid + " is stopped by a signal; resume it with kill -CONT " + pid);
        }
    }

    /** Returns the effective user, one of four ids. */
    private static UserPrincipal user(Path proc) throws IOException {
        return user(status(proc, "Uid:", 2));
    }

    /** Returns a word of a line of {@code /proc/PID/status}. */
    private static String status(Path proc, String name, int word) throws IOException {
        return status(proc, name).get(word);
    }

    private static List<String> status(Path proc, String name) throws IOException {
        try {
            return KernelText.lines(proc.resolve("status"))
                    .filter(line -> line.startsWith(name))
                    .map(line -> List.of(line.split("\\s+")))
                    .findFirst()
                    .orElseThrow(() -> new CommandFailure(proc + "/status has no line " + name));
        } catch (CommandFailure e) {
            throw e;
        } catch (IOException e) {
            throw CommandFailure.noProcess(proc.getFileName()); // ended just now, or hidden
        }
    }

    static UserPrincipal user(String number) throws IOException {
        return FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(number);
    }
}
