package dev.pitot.usdt;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Converts text to a path without confusing it with the path of another file.
 *
 * <p>The kernel's paths are bytes. A JVM converts them to characters and back in the encoding of its locale, which is
 * ASCII in the locale {@code C}. If a conversion loses a character, the result is the path of another file.
 */
public final class PathText {
    private static final char LOST = '\uFFFD';

    /** The end of an error message about a text that is not a path. */
    public static final String NO_PATH =
            "is not a path in " + System.getProperty("sun.jnu.encoding") + ", the encoding of this JVM's paths";

    private PathText() {}

    /** Returns the path. Empty if the encoding lacks a character of the text, or lacked one when the text was read. */
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
