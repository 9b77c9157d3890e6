package dev.pitot.control;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/**
 * How this JVM was launched.
 *
 * <p>The JDK would tell its arguments by JMX, which takes longer than all of premain. So the command line and the
 * environment are searched as bytes, with the files of arguments that they name. A text that is no option of the JVM
 * may be taken for one, and an option in a flags file is not seen: Pitot then prepares for nothing, or too late.
 */
final class LaunchCommand {
    private static final String OPTION = "-XX:StartFlightRecording";
    private static final int MAX_BYTES = 1 << 18;
    private static final int MAX_FILES = 8;

    private LaunchCommand() {}

    /** Returns whether JFR will start a recording before the application begins. */
    static boolean startsRecording() {
        return startsRecording(Path.of("/proc/self/cmdline"), Path.of("/proc/self/environ"));
    }

    static boolean startsRecording(Path commandLine, Path environment) {
        var arguments = text(commandLine);
        return arguments.contains(OPTION)
                || text(environment).contains(OPTION)
                || argumentFiles(arguments).stream().anyMatch(file -> text(file).contains(OPTION));
    }

    /** The launcher's {@code @FILE}. A relative one is relative to the working directory, as here. */
    private static List<Path> argumentFiles(String arguments) {
        return arguments
                .lines()
                .flatMap(line -> List.of(line.split("\0")).stream())
                .filter(argument -> argument.length() > 1 && argument.startsWith("@"))
                .limit(MAX_FILES)
                .flatMap(argument -> path(argument.substring(1)).stream())
                .toList();
    }

    private static List<Path> path(String name) {
        try {
            return List.of(Path.of(name));
        } catch (InvalidPathException e) {
            return List.of();
        }
    }

    /** A file that cannot be read says nothing. Only a regular file is opened: a pipe would wait for its writer. */
    private static String text(Path file) {
        if (!Files.isRegularFile(file)) {
            return "";
        }
        try (var in = Files.newInputStream(file)) {
            return new String(in.readNBytes(MAX_BYTES), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
