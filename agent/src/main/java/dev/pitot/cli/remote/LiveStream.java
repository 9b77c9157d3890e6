package dev.pitot.cli.remote;

import dev.pitot.cli.terminal.CommandFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** Questions to an agent and its answers. An answer has several lines, and its last line is known. */
public final class LiveStream implements AutoCloseable {
    /** Limit for one answer. All probes are attached by then. */
    private static final Duration TIMEOUT = Duration.ofSeconds(45);

    private static final int PIECE = 1 << 13;

    private final Target target;
    private final Connection connection;

    LiveStream(Target target, Connection connection) {
        this.target = target;
        this.connection = connection;
    }

    /** Waits for a time. {@link #wake} and an unasked line of the agent, which announces its end, stop the wait. */
    public void pause(long millis) throws IOException {
        connection.pause(millis);
    }

    /** Ends a wait from any thread. */
    public void wake() {
        connection.wake();
    }

    public List<String> ask(String last) throws IOException {
        try {
            connection.ask(new byte[] {'\n'}, Deadline.in(TIMEOUT));
        } catch (CommandFailure e) {
            throw e;
        } catch (IOException e) {
            // The agent has closed. Its last lines can still be read.
        }
        return hear(last);
    }

    /** Reads an answer without its last line. It decodes complete lines, because a piece may end within a character. */
    public List<String> hear(String last) throws IOException {
        var answer = new StringBuilder();
        var end = last + "\n";
        var bytes = ByteBuffer.allocate(PIECE);
        while (answer.indexOf(end, Math.max(0, answer.length() - end.length())) < 0) {
            if (!readable(bytes)) {
                throw refused(text(answer.toString()));
            }
            answer.append(StandardCharsets.ISO_8859_1.decode(bytes.flip()));
            bytes.clear();
        }
        return text(answer.substring(0, answer.length() - end.length())).lines().toList();
    }

    private static String text(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /** A process that is killed with unread bytes resets the connection. That counts as its end. */
    private boolean readable(ByteBuffer bytes) throws IOException {
        try {
            return connection.read(bytes);
        } catch (CommandFailure e) {
            throw e;
        } catch (IOException e) {
            return false;
        }
    }

    private CommandFailure refused(String answer) {
        return answer.startsWith("error\t")
                ? new CommandFailure(answer.substring("error\t".length()).strip())
                : ended();
    }

    private CommandFailure ended() {
        return new CommandFailure("process " + target.pid() + " has ended or does not answer");
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
