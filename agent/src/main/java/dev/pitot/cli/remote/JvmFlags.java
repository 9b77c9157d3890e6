package dev.pitot.cli.remote;

import dev.pitot.cli.terminal.CommandFailure;
import dev.pitot.usdt.KernelText;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
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
public record JvmFlags(Set<String> enabled, String source) {
    /** As long as the attach API waits for a JVM. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Of the launcher (java.c): behind these, a module, or a jar, and then the application's arguments. */
    private static final Set<String> LAUNCH = Set.of("-jar", "-m", "--module");

    /** The launcher's options that have their value in the next word. */
    private static final Set<String> WITH_VALUE = Set.of(
            "-cp",
            "-classpath",
            "--class-path",
            "-p",
            "--module-path",
            "--upgrade-module-path",
            "--add-modules",
            "--limit-modules",
            "--add-exports",
            "--add-opens",
            "--add-reads",
            "--patch-module",
            "--enable-native-access",
            "--illegal-native-access",
            "--source");

    private static final Pattern FLAG = Pattern.compile("-XX:([+-])(\\w+)");

    /** Asks the JVM; where that is not possible, reads its command line, which says nothing of argument files. */
    public static JvmFlags of(long pid) throws IOException {
        try {
            return new JvmFlags(enabled(askJvm(pid, Deadline.in(PATIENCE))), "VM.flags");
        } catch (IOException | LinkageError e) {
            return new JvmFlags(enabled(commandLine(Path.of("/proc", Long.toString(pid)))), "its command line");
        }
    }

    /** None where {@code /proc} does not tell. */
    public static Set<String> ofThisProcess() {
        try {
            return enabled(commandLine(Path.of("/proc/self")));
        } catch (IOException e) {
            return Set.of();
        }
    }

    /** What {@code jcmd PID VM.flags} prints. */
    static String askJvm(long pid, Deadline deadline) throws IOException {
        var answer = new AttachListener(Target.of(pid), deadline).ask("jcmd", "VM.flags");
        if (!answer.startsWith("0\n")) {
            throw new CommandFailure("process " + pid + " does not tell its flags");
        }
        return answer;
    }

    /** In the order in which the JVM reads them: a later flag wins. */
    static String commandLine(Path proc) throws IOException {
        var environment = strings(proc.resolve("environ"));
        var text = new StringBuilder();
        for (var variable : new String[] {"JAVA_TOOL_OPTIONS=", "JDK_JAVA_OPTIONS="}) {
            environment.stream().filter(entry -> entry.startsWith(variable)).forEach(entry -> text.append(entry)
                    .append(' '));
        }
        return text + String.join(" ", ofJvm(strings(proc.resolve("cmdline"))));
    }

    /** What stands before the main class; what stands behind is the application's own. */
    private static List<String> ofJvm(List<String> words) {
        var end = 1;
        while (end < words.size() && isOption(words.get(end))) {
            end += WITH_VALUE.contains(words.get(end)) ? 2 : 1;
        }
        return words.subList(0, Math.min(end, words.size()));
    }

    private static boolean isOption(String word) {
        return (word.startsWith("-") && !LAUNCH.contains(word) && !word.startsWith("--module="))
                || word.startsWith("@");
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
