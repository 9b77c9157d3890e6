package dev.pitot.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Questions to an agent and its answers, each some lines of which the last is known. */
final class Dialogue implements AutoCloseable {
    private static final int LONGEST = 1 << 20;

    private final Target target;
    private final SocketChannel channel;
    private final ByteBuffer bytes = ByteBuffer.allocate(1 << 13);

    Dialogue(Target target, SocketChannel channel) {
        this.target = target;
        this.channel = channel;
    }

    List<String> ask(String last) throws IOException {
        try {
            channel.write(ByteBuffer.wrap(new byte[] {'\n'}));
        } catch (IOException e) {
            throw ended();
        }
        return hear(last);
    }

    /** An answer, without its last line. */
    List<String> hear(String last) throws IOException {
        var answer = new StringBuilder();
        while (!answer.toString().endsWith(last + "\n")) {
            if (answer.length() > LONGEST || !Answer.readable(target, channel, bytes)) {
                throw refused(answer.toString());
            }
            answer.append(StandardCharsets.ISO_8859_1.decode(bytes.flip()));
            bytes.clear();
        }
        return answer.substring(0, answer.length() - last.length() - 1).lines().toList();
    }

    private Failure refused(String answer) {
        return answer.startsWith("error\t")
                ? new Failure(answer.substring("error\t".length()).replaceAll("\\p{C}", " ").strip())
                : ended();
    }

    private Failure ended() {
        return new Failure("process " + target.pid() + " has ended, or does not answer any more");
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
