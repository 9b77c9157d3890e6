package dev.pitot.usdt;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A path that has come as text. To the kernel it is bytes; a JVM turns these into characters and back by the encoding of its locale,
 * which in the locale {@code C} is ASCII. What has been lost on the way in, or would be on the way out, is the path of another file.
 */
public final class PathText {
    private static final char LOST = '\uFFFD';

    /** What is the matter with a text that is none. */
    public static final String NO_PATH =
            "is no path in " + System.getProperty("sun.jnu.encoding") + ", the encoding of this JVM's paths";

    private PathText() {}

    /** Empty where the encoding has not all of the text's characters, or had not all of the path's bytes. */
    public static Optional<Path> path(String text) {
        if (text.indexOf(LOST) >= 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(Path.of(text));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
