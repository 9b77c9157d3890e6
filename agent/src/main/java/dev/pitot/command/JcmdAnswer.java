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
 * An answer to {@code jcmd PID JVMTI.agent_load}, printed by that {@code jcmd}.
 *
 * <p>The JDK has no way for an agent to do this: HotSpot answers with {@code return code: 0}, from C++, when the agent has
 * returned. So while the agent runs, on the thread that is to send that answer, HotSpot's descriptor of the connection is made
 * to be the end of a pipe, and a thread of ours takes the answer out of the pipe, puts ours in, and sends it on.
 *
 * <p>HotSpot's own bytes say who asks. {@code jcmd} of JDK 25 has streaming output: its status {@code 0} has been sent before the
 * agent ran (attachListener.cpp, {@code jcmd}), and the rest is the return code alone. {@code VirtualMachine.loadAgent}, of
 * every JDK, gets status and return code together, and fails on anything else (HotSpotVirtualMachine.loadAgentLibrary). But an
 * older {@code jcmd} gets the same two: it is answered if the process that has connected is one, by the kernel's word. In any other
 * case HotSpot's bytes go on as they are. So they do if there is no pipe or no thread to be had: then the descriptor is not touched at all.
 */
public final class JcmdAnswer implements Runnable {
    private static final String LISTENER = "Attach Listener";
    private static final String STREAMING = "return code: 0\n";
    private static final String BUFFERED = "0\n" + STREAMING;

    /** HotSpot's whole answer to loading an agent, with or without the status. */
    private static final Pattern WHOLE = Pattern.compile("(-?\\d+\n)?return code: -?\\d+\n", Pattern.DOTALL);

    private static final int MOST = 1 << 16;

    /** Inodes of the connections that are ours until the answer is sent; HotSpot may have its next caller by then. */
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

    /** To be called by {@code agentmain}, once, before it returns. HotSpot's own answer stands if there is no way. */
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
            Warnings.say("jcmd gets no answer in this JDK (" + e + "); ask with java -jar pitot.jar status PID");
        } catch (IOException | OutOfMemoryError e) {
            // The command is done, and its caller sees HotSpot's answer only.
        }
    }

    /** The last step is the one that changes something; whatever fails before it leaves all as it was. */
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
        } catch (OutOfMemoryError e) { // no thread to be had
            hotspot.close();
            caller.close();
            UNDER_WAY.remove(connection.inode());
            throw e;
        }
    }

    /** Ends with HotSpot's answer, or when the last descriptor of the pipe is closed. */
    @Override
    public void run() {
        try (hotspot;
                caller) {
            caller.write(combined(read()).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // The caller has gone.
        } finally {
            UNDER_WAY.remove(connection.inode());
        }
    }

    private String read() throws IOException {
        var buffer = ByteBuffer.allocate(MOST);
        while (buffer.hasRemaining() && hotspot.read(buffer) >= 0) {
            if (WHOLE.matcher(text(buffer)).matches()) {
                break; // not to wait for a child process that has inherited the descriptor
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
