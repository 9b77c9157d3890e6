package dev.pitot.agent;

import dev.pitot.usdt.KernelText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The connection at which HotSpot's attach listener has its caller. It has one at a time; others are those of earlier callers whose
 * answers are on their way.
 *
 * @param inode by which the kernel knows the socket, whatever descriptors there are of it
 */
record AttachConnection(int descriptor, String inode) {
    private static final Path SELF = Path.of("/proc/self");

    /** A connected stream socket of {@code /proc/net/unix}: num, references, protocol, flags, type, state, inode, path. */
    private static final String CONNECTED = "\\S+: \\S+ \\S+ \\S+ 0001 03 +(\\d+) ";

    private static final Pattern SOCKET = Pattern.compile("socket:\\[(\\d+)]");

    /** Empty unless there is exactly one that can be it. */
    static Optional<AttachConnection> find(Set<String> answered) throws IOException {
        var inodes = inodes();
        inodes.removeAll(answered);
        try (var descriptors = Files.list(SELF.resolve("fd"))) {
            var found = descriptors
                    .flatMap(descriptor -> of(descriptor).stream())
                    .filter(connection -> inodes.contains(connection.inode))
                    .toList();
            return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /**
     * Of the connected sockets that have the listener's address, which accepted ones take over. HotSpot binds it under a name
     * that ends in {@code .tmp}, and renames the file (attachListener_posix.cpp).
     */
    private static Set<String> inodes() throws IOException {
        var path = Pattern.compile(
                CONNECTED + "/.*\\.java_pid" + ProcessHandle.current().pid() + "(?:\\.tmp)?");
        var table = KernelText.of(SELF.resolve("net/unix"));
        return table.lines()
                .map(path::matcher)
                .filter(Matcher::matches)
                .map(match -> match.group(1))
                .collect(Collectors.toSet());
    }

    private static Optional<AttachConnection> of(Path descriptor) {
        try {
            var number = Integer.parseInt(descriptor.getFileName().toString());
            var match = SOCKET.matcher(Files.readSymbolicLink(descriptor).toString());
            return match.matches() ? Optional.of(new AttachConnection(number, match.group(1))) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // closed meanwhile
        }
    }

    /** Whether some process is a {@code jcmd} that loads an agent. */
    static boolean jcmdIsWaiting() {
        try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (var process : processes) {
                if (commandLine(process).contains("JVMTI.agent_load")) {
                    return true;
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return false;
        }
        return false;
    }

    private static List<String> commandLine(Path process) {
        try {
            var text = KernelText.of(process.resolve("cmdline"));
            // Behind a PID it may be one word with its arguments.
            return List.of(text.split("[\0 ]"));
        } catch (IOException e) {
            return List.of(); // gone, or not ours to see
        }
    }
}
