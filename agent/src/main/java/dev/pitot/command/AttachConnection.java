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
 * The connection at which HotSpot's attach listener has its caller. It has one at a time; others are those of earlier callers whose
 * answers are on their way.
 *
 * @param inode by which the kernel knows the socket, whatever descriptors there are of it
 * @param caller its process; 0 where that cannot be seen from here
 */
public record AttachConnection(int descriptor, String inode, int caller) {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    private static final Pattern SOCKET = Pattern.compile("socket:\\[(\\d+)]");

    /**
     * Empty unless there is exactly one that can be it. Each descriptor is asked for its own address: in {@code /proc/self/net/unix} there
     * is no connection of a caller from another network namespace.
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

    /** Accepted sockets have the listener's address. HotSpot binds it under a name that ends in {@code .tmp} (attachListener_posix.cpp). */
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
            return Optional.empty(); // closed meanwhile
        }
    }

    /** Whether the caller is a {@code jcmd} that loads an agent. Of its own words nothing depends but its own answer. */
    boolean isOfJcmd() {
        try {
            var text = KernelText.of(Path.of("/proc", Integer.toString(caller), "cmdline"));
            // Behind a PID it may be one word with its arguments.
            return List.of(text.split("[\0 ]")).contains("JVMTI.agent_load");
        } catch (IOException e) {
            return false; // gone, or not ours to see
        }
    }
}
