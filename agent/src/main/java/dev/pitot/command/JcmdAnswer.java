package dev.pitot.command;

import dev.pitot.internals.Descriptors;
import dev.pitot.text.Warnings;
import dev.pitot.threads.OwnThreads;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.instrument.Instrumentation;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * An answer that {@code jcmd PID JVMTI.agent_load} prints.
 *
 * <p>The JDK has no API for this: HotSpot's C++ code answers {@code return code: 0} after the agent has returned. That
 * answer is sent by the thread on which the agent runs. So the agent replaces HotSpot's descriptor of the connection by
 * the end of a pipe. A thread of Pitot's reads HotSpot's answer from the pipe, replaces it and sends the result on.
 *
 * <p>HotSpot's own bytes tell which caller it is:
 *
 * <ul>
 *   <li>{@code jcmd} of JDK 25 has streaming output. Its status {@code 0} is sent before the agent runs
 *       (attachListener.cpp, {@code jcmd}). Only the return code follows.
 *   <li>{@code VirtualMachine.loadAgent} of every JDK gets status and return code together. It fails on anything else
 *       (HotSpotVirtualMachine.loadAgentLibrary).
 *   <li>An older {@code jcmd} gets the same bytes. It gets Pitot's answer if the command line of the connected process
 *       is that of a {@code jcmd}.
 * </ul>
 *
 * In any other case HotSpot's bytes pass unchanged. If no pipe or thread can be made, the descriptor is not touched.
 */
public final class JcmdAnswer implements Runnable {
    private static final String LISTENER = "Attach Listener";
    private static final String STREAMING = "return code: 0\n";
    private static final String BUFFERED = "0\n" + STREAMING;

    /** HotSpot's whole answer to loading an agent, with or without the status. */
    private static final Pattern WHOLE = Pattern.compile("(-?\\d+\n)?return code: -?\\d+\n", Pattern.DOTALL);

    private static final int MAX_BYTES = 1 << 16;

    /** Inodes of the connections whose answers are still to be sent. HotSpot may serve its next caller meanwhile. */
    private static final Set<String> UNDER_WAY = ConcurrentHashMap.newKeySet();

    private final String answer;
    private final AttachConnection connection;
    private final Pipe.SourceChannel hotspot;
    private final OutputStream caller;

    private JcmdAnswer(String answer, AttachConnection connection, Pipe.SourceChannel hotspot, OutputStream caller) {
        this.answer = answer;
        this.connection = connection;
        this.hotspot = hotspot;
        this.caller = caller;
    }

    /**
     * Replaces HotSpot's answer. Call it once from {@code agentmain}, before that returns. If it fails, HotSpot's
     * answer stands.
     */
    public static void give(String answer, Instrumentation instrumentation) {
        if (!Thread.currentThread().getName().equals(LISTENER)) {
            return;
        }
        try {
            var descriptors = new Descriptors(instrumentation);
            var connection = AttachConnection.find(UNDER_WAY, descriptors);
            if (connection.isPresent()) {
                redirect(connection.get(), answer, descriptors);
            }
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            Warnings.say("cannot answer jcmd in this JDK (" + e + "); run java -jar pitot.jar status PID");
        } catch (IOException | OutOfMemoryError e) {
            // The command is done. Its caller sees only HotSpot's answer.
        }
    }

    /**
     * Redirects the connection into a pipe. Only the last step changes HotSpot's descriptor, so a failure before it
     * changes nothing.
     */
    private static void redirect(AttachConnection connection, String answer, Descriptors descriptors)
            throws IOException, ReflectiveOperationException {
        var pipe = Pipe.open();
        try (var sink = pipe.sink()) {
            var caller = descriptors.duplicate(connection.descriptor());
            new JcmdAnswer(answer, connection, pipe.source(), caller).start();
            descriptors.replace(connection.descriptor(), sink);
        }
    }

    private void start() throws IOException {
        UNDER_WAY.add(connection.inode());
        try {
            OwnThreads.start("reply", ReplySocket::failed, this::run);
        } catch (OutOfMemoryError e) { // no thread could be made
            hotspot.close();
            caller.close();
            UNDER_WAY.remove(connection.inode());
            throw e;
        }
    }

    /** Sends the combined answer. It ends with HotSpot's answer, or when the pipe's last descriptor is closed. */
    @Override
    public void run() {
        try (hotspot;
                caller) {
            caller.write(combined(read()).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // The caller has disconnected.
        } finally {
            UNDER_WAY.remove(connection.inode());
        }
    }

    private String read() throws IOException {
        var buffer = ByteBuffer.allocate(MAX_BYTES);
        while (buffer.hasRemaining() && hotspot.read(buffer) >= 0) {
            if (WHOLE.matcher(text(buffer)).matches()) {
                break; // a child process may have inherited the descriptor, so the pipe's end may never come
            }
        }
        return text(buffer);
    }

    private static String text(ByteBuffer buffer) {
        return new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
    }

    private String combined(String theirs) {
        return switch (theirs) {
            case STREAMING -> answer;
            case BUFFERED -> connection.isOfJcmd() ? "0\n" + answer : theirs;
            default -> theirs;
        };
    }
}
