package dev.pitot.text;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Pitot's only words to the application's stderr: a line per problem, once. */
public final class Warnings {
    private static final Set<String> SAID = ConcurrentHashMap.newKeySet();
    private static final int MOST = 20;

    /** Never closed: that would close the application's stderr. */
    private static final FileOutputStream STDERR = new FileOutputStream(FileDescriptor.err);

    private Warnings() {}

    public static void say(String message) {
        if (SAID.size() < MOST && SAID.add(message)) {
            write("pitot: " + printable(message));
        }
    }

    private static String printable(String message) {
        try {
            return Printable.sentence(message);
        } catch (LinkageError e) { // the jar was overwritten, and that is what the message says
            return message.replaceAll("[^ -~]", "?");
        }
    }

    /** To the descriptor, in one piece: {@code System.err} may be the application's own stream, and its lock held. */
    private static void write(String line) {
        var charset = Charset.forName(System.getProperty("stderr.encoding", "UTF-8"), StandardCharsets.UTF_8);
        try {
            STDERR.write((line + System.lineSeparator()).getBytes(charset));
        } catch (IOException e) {
            // Nobody reads it, which is the application's business.
        }
    }
}
