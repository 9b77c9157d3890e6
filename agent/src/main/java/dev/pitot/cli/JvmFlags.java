package dev.pitot.cli;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import dev.pitot.usdt.KernelText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The flags that are switched on in a JVM.
 *
 * @param enabled names without {@code -XX:+}; only those that differ from the default
 * @param source how they were found out
 */
record JvmFlags(Set<String> enabled, String source) {
    private static final Pattern FLAG = Pattern.compile("-XX:([+-])(\\w+)");

    /** Asks the JVM; where that is not possible, reads its command line, which says nothing of argument files. */
    static JvmFlags of(long pid) throws IOException {
        try {
            return new JvmFlags(enabled(askJvm(pid)), "VM.flags");
        } catch (IOException | AttachNotSupportedException | ReflectiveOperationException | LinkageError e) {
            return new JvmFlags(enabled(commandLine(Path.of("/proc", Long.toString(pid)))), "its command line");
        }
    }

    /** What {@code jcmd PID VM.flags} prints. */
    private static String askJvm(long pid)
            throws IOException, AttachNotSupportedException, ReflectiveOperationException {
        var machine = VirtualMachine.attach(Long.toString(pid));
        try {
            // Public, but in a package that is not exported: the jar's manifest exports it to us.
            var execute =
                    Class.forName("sun.tools.attach.HotSpotVirtualMachine").getMethod("executeJCmd", String.class);
            try (var answer = (InputStream) execute.invoke(machine, "VM.flags")) {
                return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
            }
        } finally {
            machine.detach();
        }
    }

    /** In the order in which the JVM reads them: a later flag wins. */
    static String commandLine(Path proc) throws IOException {
        var environment = strings(proc.resolve("environ"));
        var text = new StringBuilder();
        for (var variable : new String[] {"JAVA_TOOL_OPTIONS=", "JDK_JAVA_OPTIONS="}) {
            environment.stream().filter(entry -> entry.startsWith(variable)).forEach(entry -> text.append(entry)
                    .append(' '));
        }
        return text + String.join(" ", strings(proc.resolve("cmdline")));
    }

    static Set<String> enabled(String text) {
        var enabled = new HashSet<String>();
        FLAG.matcher(text).results().forEach(flag -> {
            if (flag.group(1).equals("+")) {
                enabled.add(flag.group(2));
            } else {
                enabled.remove(flag.group(2));
            }
        });
        return Set.copyOf(enabled);
    }

    private static List<String> strings(Path file) throws IOException {
        return List.of(KernelText.of(file).split("\0"));
    }
}
