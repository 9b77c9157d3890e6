package dev.pitot.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Questions to an agent and its answers, each some lines of which the last is known. */
final class Dialogue implements AutoCloseable {
    private static final int LONGEST = 1 << 20;

    private final Target target;
    private final SocketChannel channel;
    private final Selector selector;
    private final ByteBuffer bytes = ByteBuffer.allocate(1 << 13);

    Dialogue(Target target, SocketChannel channel) throws IOException {
        this.target = target;
        this.channel = channel;
        channel.configureBlocking(false);
        selector = Selector.open();
        channel.register(selector, SelectionKey.OP_READ);
    }

    /** Waits so long; less after {@link #wake}, and when the agent says something unasked: that it is over. */
    void pause(long millis) throws IOException {
        selector.select(millis);
        selector.selectedKeys().clear();
    }

    /** From any thread. */
    void wake() {
        selector.wakeup();
    }

    List<String> ask(String last) throws IOException {
        try {
            channel.write(ByteBuffer.wrap(new byte[] {'\n'}));
        } catch (IOException e) {
            // It has closed; what it said before that is still to be read.
        }
        return hear(last);
    }

    /** An answer, without its last line. */
    List<String> hear(String last) throws IOException {
        var answer = new StringBuilder();
        while (!answer.toString().endsWith(last + "\n")) {
            if (answer.length() > LONGEST || !readable()) {
                throw refused(text(answer.toString()));
            }
            answer.append(StandardCharsets.ISO_8859_1.decode(bytes.flip()));
            bytes.clear();
        }
        return text(answer.substring(0, answer.length() - last.length() - 1))
                .lines()
                .toList();
    }

    /** A process that is killed with something unread resets the connection, which is its end as well. */
    private boolean readable() throws IOException {
        try {
            return Answer.readable(target, channel, bytes);
        } catch (Failure e) {
            throw e;
        } catch (IOException e) {
            return false;
        }
    }

    /** Characters come in pieces, so they are put together of bytes at last. */
    private static String text(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private Failure refused(String answer) {
        return answer.startsWith("error\t")
                ? new Failure(answer.substring("error\t".length())
                        .replaceAll("\\p{C}", " ")
                        .strip())
                : ended();
    }

    private Failure ended() {
        return new Failure("process " + target.pid() + " has ended, or does not answer any more");
    }

    @Override
    public void close() throws IOException {
        try (channel;
                selector) {
            // both, whatever happens to the first
        }
    }
}
