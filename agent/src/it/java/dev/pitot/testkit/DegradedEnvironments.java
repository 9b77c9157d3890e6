package dev.pitot.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Commands through which a JVM is started to find itself in a worse world. What they change, only that JVM sees. */
public final class DegradedEnvironments {
    private static final List<String> LIBRARY_FOLDERS =
            List.of("/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib");

    private DegradedEnvironments() {}

    /** An ordinary user without any capability. */
    public static String[] nobody() {
        return new String[] {"setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"};
    }

    /** An ordinary user with what Pitot asks for, and no more. */
    public static String[] nobodyWithBpf() {
        return Stream.concat(
                        Stream.of(nobody()),
                        Stream.of("--inh-caps", "+bpf,+perfmon", "--ambient-caps", "+bpf,+perfmon"))
                .toArray(String[]::new);
    }

    /** A library in whose place is something that is none. */
    public static String[] without(String... libraries) throws IOException {
        var commands = new String[libraries.length];
        for (var i = 0; i < libraries.length; i++) {
            commands[i] = "mount --bind /dev/null " + library(libraries[i]);
        }
        return mounts(commands);
    }

    /** Shell commands in a mount namespace of its own. */
    public static String[] mounts(String... commands) {
        return new String[] {"unshare", "--mount", "sh", "-ec", String.join("\n", commands) + "\nexec \"$@\"", "sh"};
    }

    public static String readOnly(Path directory) {
        return "mount --bind " + directory + " " + directory + "\nmount -o remount,bind,ro " + directory;
    }

    /** The file of an installed library. */
    public static Path library(String name) throws IOException {
        for (var folder : LIBRARY_FOLDERS) {
            if (Files.exists(Path.of(folder, name))) {
                return Path.of(folder, name).toRealPath();
            }
        }
        throw new AssertionError("there is no " + name + " to hide: it is needed for this test");
    }
}
