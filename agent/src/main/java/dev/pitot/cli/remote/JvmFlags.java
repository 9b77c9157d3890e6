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
 * The flags that are on in a JVM.
 *
 * @param enabled names without {@code -XX:+}, as far as they differ from the default
 * @param source how they were found out
 */
public record JvmFlags(Set<String> enabled, String source) {
    /** The attach API's own time limit. */
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** Launcher options (java.c) that a module or a jar follows, and then the application's arguments. */
    private static final Set<String> LAUNCH = Set.of("-jar", "-m", "--module");

    /** Launcher options whose value is the next word. */
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

    /** Asks the JVM. If that fails, reads its command line, which omits the content of argument files. */
    public static JvmFlags of(long pid) throws IOException {
        try {
            return new JvmFlags(enabled(askJvm(pid, Deadline.in(TIMEOUT))), "VM.flags");
        } catch (IOException | LinkageError e) {
            return new JvmFlags(enabled(commandLine(Path.of("/proc", Long.toString(pid)))), "its command line");
        }
    }

    /** Returns no flags where {@code /proc} does not show them. */
    public static Set<String> ofThisProcess() {
        try {
            return enabled(commandLine(Path.of("/proc/self")));
        } catch (IOException e) {
            return Set.of();
        }
    }

    /** Returns what {@code jcmd PID VM.flags} prints. */
    static String askJvm(long pid, Deadline deadline) throws IOException {
        var answer = new AttachListener(Target.of(pid), deadline).ask("jcmd", "VM.flags");
        if (!answer.startsWith("0\n")) {
            throw new CommandFailure("cannot read the flags of process " + pid);
        }
        return answer;
    }

    /** Returns the words in the JVM's reading order, because a later flag wins. */
    static String commandLine(Path proc) throws IOException {
        var environment = strings(proc.resolve("environ"));
        var text = new StringBuilder();
        for (var variable : new String[] {"JAVA_TOOL_OPTIONS=", "JDK_JAVA_OPTIONS="}) {
            environment.stream().filter(entry -> entry.startsWith(variable)).forEach(entry -> text.append(entry)
                    .append(' '));
        }
        return text + String.join(" ", ofJvm(strings(proc.resolve("cmdline"))));
    }

    /** Returns the words before the main class. The words after it are the application's own. */
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
