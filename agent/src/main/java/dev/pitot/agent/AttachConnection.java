package dev.pitot.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The connection at which HotSpot's attach listener has its caller. It has one at a time. */
final class AttachConnection {
    private static final Path SELF = Path.of("/proc/self");

    /** A connected stream socket of {@code /proc/net/unix}: num, references, protocol, flags, type, state, inode, path. */
    private static final String CONNECTED = "\\S+: \\S+ \\S+ \\S+ 0001 03 +(\\d+) ";

    private static final Pattern SOCKET = Pattern.compile("socket:\\[(\\d+)]");

    private AttachConnection() {}

    /** Its descriptor; empty unless there is exactly one that can be it. */
    static OptionalInt find() throws IOException {
        var inodes = inodes();
        try (var descriptors = Files.list(SELF.resolve("fd"))) {
            var found = descriptors
                    .filter(descriptor -> socket(descriptor).filter(inodes::contains).isPresent())
                    .map(descriptor -> Integer.parseInt(descriptor.getFileName().toString()))
                    .toList();
            return found.size() == 1 ? OptionalInt.of(found.getFirst()) : OptionalInt.empty();
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
        // A path is bytes to the kernel: one that is not UTF-8 must not hide the others.
        var table = Files.readString(SELF.resolve("net/unix"), StandardCharsets.ISO_8859_1);
        return table.lines()
                .map(path::matcher)
                .filter(java.util.regex.Matcher::matches)
                .map(match -> match.group(1))
                .collect(Collectors.toSet());
    }

    private static Optional<String> socket(Path descriptor) {
        try {
            var match = SOCKET.matcher(Files.readSymbolicLink(descriptor).toString());
            return match.matches() ? Optional.of(match.group(1)) : Optional.empty();
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
        } catch (IOException | java.nio.file.DirectoryIteratorException e) {
            return false;
        }
        return false;
    }

    private static List<String> commandLine(Path process) {
        try {
            var text = Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1);
            // Behind a PID it may be one word with its arguments.
            return List.of(text.split("[\0 ]"));
        } catch (IOException e) {
            return List.of(); // gone, or not ours to see
        }
    }
}
