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
 * A process to attach to, looked at from outside before it is asked. To attach begins with a signal ({@link AttachListener}): a JVM
 * that lets nobody attach prints a thread dump into its application's stdout for it.
 *
 * @param proc {@code /proc/PID}
 * @param user the effective one
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
                throw new CommandFailure("process " + pid + " is no HotSpot JVM, or one that has just been started");
            }
        } catch (CommandFailure e) {
            throw e;
        } catch (IOException e) {
            // A process with more capabilities than ours: not ours to read.
        }
    }

    /** By the JVM's own word; without one, by what it was started with. */
    private void requireAttachable() throws IOException {
        var attachable = PerformanceData.attachable(pid);
        if (attachable.isPresent() ? !attachable.get() : isStartedWith("DisableAttachMechanism")) {
            throw new CommandFailure(
                    "process " + pid + " lets nobody attach; start it without -XX:+DisableAttachMechanism");
        }
    }

    /** HotSpot serves its own user and root, as its user namespace has them; for anybody else it prints a thread dump. */
    private void requireThatRootCounts() throws IOException {
        if (!user(SELF).equals(user)
                && !KernelText.of(proc.resolve("uid_map")).strip().matches("(?s)0\\s+0\\s.*")) {
            throw new CommandFailure("process " + pid
                    + " is in another user namespace, where root is nobody; run this in its container");
        }
    }

    /** Not so for a process with more capabilities than ours, which is not ours to read. */
    private boolean isStartedWith(String flag) {
        try {
            return JvmFlags.enabled(JvmFlags.commandLine(proc)).contains(flag);
        } catch (IOException e) {
            return false;
        }
    }

    /** As a JVM does, of this signal; another process would be ended by it. */
    void requireCatches(int signal) throws IOException {
        var caught = Long.parseUnsignedLong(status(proc, "SigCgt:", 1), 16);
        if ((caught >>> (signal - 1) & 1) == 0) {
            throw new CommandFailure(
                    "process " + pid + " does not let us attach: it has just been started, or is no JVM");
        }
    }

    /** Its number in its own PID namespace. */
    String pidInside() throws IOException {
        var line = status(proc, "NSpid:");
        return line.get(line.size() - 1);
    }

    /** The same path, if there is such a file for that process, too: it may live in a container. */
    Path visible(Path file) throws IOException {
        if (looksIntoRoot() && !Files.exists(inRoot(file))) {
            throw new CommandFailure("process " + pid + " does not see " + file
                    + ", since its file system is another; copy the jar into it, and say where with --jar");
        }
        return file;
    }

    /** A path of that process's, as we see it. */
    Path inRoot(Path path) {
        return looksIntoRoot() ? Path.of(proc + "/root" + path) : path;
    }

    private boolean looksIntoRoot() {
        return Files.isDirectory(proc.resolve("root").resolve(TEMPORARY));
    }

    /** Asking one that cannot answer takes until all patience is gone. */
    private void requireRunning() throws IOException {
        if (status(proc, "State:", 1).equals("T")) {
            throw new CommandFailure("process " + pid + " is stopped by a signal; let it go on with kill -CONT " + pid);
        }
    }

    /** The effective one of the four. */
    private static UserPrincipal user(Path proc) throws IOException {
        return user(status(proc, "Uid:", 2));
    }

    /** A word of a line of {@code /proc/PID/status}. */
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
            throw CommandFailure.noProcess(proc.getFileName()); // it ended just now, or hides
        }
    }

    static UserPrincipal user(String number) throws IOException {
        return FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(number);
    }
}
