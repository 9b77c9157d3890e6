package dev.pitot.report.collect;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reports a file that is not a recording, or incomplete. The message is one line for people and names the file. */
public final class UnreadableRecording extends Exception {

    private static final long serialVersionUID = 1L;

    /** Limits a message, which may quote a name of the file. */
    private static final int MAX_LENGTH = 200;

    UnreadableRecording(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    static UnreadableRecording damaged(Path file, Throwable cause) {
        var detail = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return new UnreadableRecording(
                "cannot read " + file + ": the recording is damaged or cut off (" + firstLine(detail) + ")", cause);
    }

    private static String firstLine(String text) {
        var line = text.lines().findFirst().orElse("");
        return line.length() <= MAX_LENGTH ? line : line.substring(0, MAX_LENGTH) + "…";
    }
}
