package dev.pitot.text;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Pitot's lines on the application's stderr. Each problem is printed once. */
public final class Warnings {
    private static final Set<String> SAID = ConcurrentHashMap.newKeySet();
    private static final int MAX_LINES = 20;

    /** Never closed, because that would close the application's stderr. */
    private static final FileOutputStream STDERR = new FileOutputStream(FileDescriptor.err);

    private Warnings() {}

    public static void say(String message) {
        if (SAID.size() < MAX_LINES && SAID.add(message)) {
            write("pitot: " + printable(message));
        }
    }

    private static String printable(String message) {
        try {
            return Printable.sentence(message);
        } catch (LinkageError e) { // the jar was overwritten, and the message says so
            return message.replaceAll("[^ -~]", "?");
        }
    }

    /**
     * Writes to the descriptor in one piece. {@code System.err} may be the application's own stream with its lock held.
     */
    private static void write(String line) {
        var charset = Charset.forName(System.getProperty("stderr.encoding", "UTF-8"), StandardCharsets.UTF_8);
        try {
            STDERR.write((line + System.lineSeparator()).getBytes(charset));
        } catch (IOException e) {
            // The application has closed its stderr.
        }
    }
}
