package dev.pitot.cli.remote;

import dev.pitot.cli.terminal.CommandFailure;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import jdk.net.ExtendedSocketOptions;

/**
 * A Unix domain socket of a process that may be anybody's. Nothing waits longer than its deadline, no more than {@link #MOST} bytes are
 * read before the next question, and nobody but the process's user is spoken to.
 */
final class Connection implements AutoCloseable {
    /** Far more than any answer has. */
    static final int MOST = 1 << 20;

    private final Target target;
    private final SocketChannel channel;
    private final Selector selector;
    private Deadline deadline;
    private int left = MOST;

    private Connection(Target target, SocketChannel channel, Deadline deadline) throws IOException {
        this.target = target;
        this.channel = channel;
        this.deadline = deadline;
        selector = Selector.open();
        channel.register(selector, SelectionKey.OP_READ);
    }

    static Connection to(Target target, Path socket, Deadline deadline) throws IOException {
        var channel = connected(target, socket, deadline);
        try {
            if (!channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user().equals(target.user())) {
                throw new CommandFailure("somebody else than process " + target.pid() + " answers at " + socket);
            }
            return new Connection(target, channel, deadline);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** To connect blocks where the listen queue is full, or fails with EAGAIN: then it is tried again. */
    private static SocketChannel connected(Target target, Path socket, Deadline deadline) throws IOException {
        while (true) {
            var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                channel.configureBlocking(false);
                if (channel.connect(UnixDomainSocketAddress.of(socket))) {
                    return channel;
                }
                channel.close();
            } catch (SocketException e) {
                channel.close();
                if (e instanceof ConnectException || !Files.isWritable(socket)) {
                    throw e; // nobody listens there, or not for us
                }
            }
            if (!deadline.allowsAnotherTry()) {
                throw late(target, deadline);
            }
        }
    }

    /** Another question, with a time and a number of bytes of its own. */
    void ask(byte[] question, Deadline until) throws IOException {
        deadline = until;
        left = MOST;
        send(question);
    }

    void send(byte[] bytes) throws IOException {
        var rest = ByteBuffer.wrap(bytes);
        while (rest.hasRemaining()) {
            if (channel.write(rest) == 0 && !deadline.allowsAnotherTry()) {
                throw late(target, deadline);
            }
        }
    }

    /** Reads what there is, once there is something; false at the end. */
    boolean read(ByteBuffer bytes) throws IOException {
        while (true) {
            if (deadline.isOver()) {
                throw late(target, deadline);
            }
            var read = channel.read(bytes);
            if (read != 0) {
                left -= read;
                if (left < 0) {
                    throw new CommandFailure("process " + target.pid() + " answers without an end: more than " + MOST
                            + " bytes; it is no JVM to be trusted");
                }
                return read > 0;
            }
            pause(Math.max(1, deadline.millisLeft()));
        }
    }

    /** Waits so long, 0 for ever; less after {@link #wake}, and when the other says something. */
    void pause(long millis) throws IOException {
        selector.select(millis);
        selector.selectedKeys().clear();
    }

    /** From any thread. */
    void wake() {
        selector.wakeup();
    }

    private static CommandFailure late(Target target, Deadline deadline) {
        return new CommandFailure("process " + target.pid() + " did not answer in " + deadline
                + ": it is stopped, or busy with another jcmd; ask for its status later");
    }

    @Override
    public void close() throws IOException {
        try (channel;
                selector) {
            // both, whatever happens to the first
        }
    }
}
