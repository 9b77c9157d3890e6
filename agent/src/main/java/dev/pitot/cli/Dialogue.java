package dev.pitot.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** Questions to an agent and its answers, each some lines of which the last is known. */
final class Dialogue implements AutoCloseable {
    /** Of one answer, for which nothing has to be attached any more. */
    private static final Duration PATIENCE = Duration.ofSeconds(45);

    private static final int PIECE = 1 << 13;

    private final Target target;
    private final Connection connection;

    Dialogue(Target target, Connection connection) {
        this.target = target;
        this.connection = connection;
    }

    /** Waits so long; less after {@link #wake}, and when the agent says something unasked: that it is over. */
    void pause(long millis) throws IOException {
        connection.pause(millis);
    }

    /** From any thread. */
    void wake() {
        connection.wake();
    }

    List<String> ask(String last) throws IOException {
        try {
            connection.ask(new byte[] {'\n'}, Deadline.in(PATIENCE));
        } catch (Failure e) {
            throw e;
        } catch (IOException e) {
            // It has closed; what it said before that is still to be read.
        }
        return hear(last);
    }

    /** An answer, without its last line. Characters come in pieces, so they are put together of bytes at last. */
    List<String> hear(String last) throws IOException {
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

    /** A process that is killed with something unread resets the connection, which is its end as well. */
    private boolean readable(ByteBuffer bytes) throws IOException {
        try {
            return connection.read(bytes);
        } catch (Failure e) {
            throw e;
        } catch (IOException e) {
            return false;
        }
    }

    private Failure refused(String answer) {
        return answer.startsWith("error\t")
                ? new Failure(answer.substring("error\t".length()).strip())
                : ended();
    }

    private Failure ended() {
        return new Failure("process " + target.pid() + " has ended, or does not answer any more");
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
