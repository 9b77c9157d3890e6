package dev.pitot.command;

import dev.pitot.internals.Descriptors;
import dev.pitot.usdt.KernelText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The connection between HotSpot's attach listener and its caller. The listener serves one caller at a time. Other
 * connections belong to earlier callers whose answers are still being sent.
 *
 * @param inode the kernel's number of the socket, the same for all of its descriptors
 * @param caller process id of the caller; 0 if it is not visible from here
 */
public record AttachConnection(int descriptor, String inode, int caller) {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    private static final Pattern SOCKET = Pattern.compile("socket:\\[(\\d+)]");

    /**
     * Finds the connection; empty unless exactly one matches. It asks each descriptor for its own address, because
     * {@code /proc/self/net/unix} omits callers from another network namespace.
     */
    static Optional<AttachConnection> find(Set<String> answered, Descriptors descriptors)
            throws IOException, ReflectiveOperationException {
        var found = new ArrayList<AttachConnection>();
        for (var number : numbers()) {
            var inode = inode(number).filter(socket -> !answered.contains(socket));
            if (inode.isPresent() && isOfListener(descriptors.path(number)) && !descriptors.listens(number)) {
                found.add(new AttachConnection(number, inode.get(), descriptors.peer(number)));
            }
        }
        return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
    }

    private static List<Integer> numbers() throws IOException {
        try (var files = Files.list(DESCRIPTORS)) {
            return files.map(file -> Integer.valueOf(file.getFileName().toString()))
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /**
     * Accepted sockets have the listener's address. HotSpot binds it under a name with the suffix {@code .tmp}
     * (attachListener_posix.cpp).
     */
    private static boolean isOfListener(String path) {
        var name = "/.java_pid" + ProcessHandle.current().pid();
        return path.endsWith(name) || path.endsWith(name + ".tmp");
    }

    private static Optional<String> inode(int descriptor) {
        try {
            var link = Files.readSymbolicLink(DESCRIPTORS.resolve(Integer.toString(descriptor)));
            var match = SOCKET.matcher(link.toString());
            return match.matches() ? Optional.of(match.group(1)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // closed in the meantime
        }
    }

    /**
     * Returns whether the caller is a {@code jcmd} that loads an agent. A caller that lies changes only its own answer.
     */
    boolean isOfJcmd() {
        try {
            var text = KernelText.of(Path.of("/proc", Integer.toString(caller), "cmdline"));
            // After a PID, jcmd's command and arguments may be one word.
            return List.of(text.split("[\0 ]")).contains("JVMTI.agent_load");
        } catch (IOException e) {
            return false; // ended, or not readable for this user
        }
    }
}
