package dev.pitot.control;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * How this JVM was launched.
 *
 * <p>The JDK would tell its arguments by JMX, which takes longer than all of premain. So the command line and the
 * environment are searched as bytes, with the files of arguments that they name. A text that is no option of the JVM
 * may be taken for one, and an option in a flags file is not seen: Pitot then prepares for nothing, or too late.
 *
 * <p>There are no lambdas here: the first of a JVM takes longer than all the rest.
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
                || (arguments.contains("\0@") && isInArgumentFile(arguments));
    }

    /** The launcher's {@code @FILE}. A relative one is relative to the working directory, as here. */
    private static boolean isInArgumentFile(String arguments) {
        var files = 0;
        for (var argument : arguments.split("\0")) {
            if (argument.startsWith("@") && files++ < MAX_FILES && isInFile(argument.substring(1))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isInFile(String name) {
        try {
            return text(Path.of(name)).contains(OPTION);
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /**
     * A file that cannot be read says nothing. Only a regular file is opened: a pipe would wait for its writer. The
     * classes of java.io are loaded already.
     */
    private static String text(Path path) {
        var file = path.toFile();
        if (!file.isFile()) {
            return "";
        }
        try (var in = new FileInputStream(file)) {
            return new String(in.readNBytes(MAX_BYTES), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
