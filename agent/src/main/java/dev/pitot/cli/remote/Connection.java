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
 * A connection to a Unix domain socket of a process that may be hostile. It never waits longer than its deadline. It
 * reads at most {@link #MAX_BYTES} bytes before the next question. It connects only to the process's user.
 */
final class Connection implements AutoCloseable {
    /** Far more than any answer has. */
    static final int MAX_BYTES = 1 << 20;

    private final Target target;
    private final SocketChannel channel;
    private final Selector selector;
    private Deadline deadline;
    private int left = MAX_BYTES;

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
                throw new CommandFailure(
                        "another user's process answers for process " + target.pid() + " at " + socket + "; report it");
            }
            return new Connection(target, channel, deadline);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Connects, and tries again while the listen queue is full (EAGAIN). */
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
                    throw e; // no process listens there, or this user may not connect
                }
            }
            if (!deadline.allowsAnotherTry()) {
                throw late(target, deadline);
            }
        }
    }

    /** Sends another question with its own time limit and size limit. */
    void ask(byte[] question, Deadline until) throws IOException {
        deadline = until;
        left = MAX_BYTES;
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

    /** Waits for bytes and reads them; returns false at the end. */
    boolean read(ByteBuffer bytes) throws IOException {
        while (true) {
            if (deadline.isOver()) {
                throw late(target, deadline);
            }
            var read = channel.read(bytes);
            if (read != 0) {
                left -= read;
                if (left < 0) {
                    throw new CommandFailure("process " + target.pid() + " sent more than " + MAX_BYTES
                            + " bytes; do not trust it as a JVM");
                }
                return read > 0;
            }
            pause(Math.max(1, deadline.millisLeft()));
        }
    }

    /** Waits for a time, or without limit for 0. {@link #wake} and bytes from the peer end the wait. */
    void pause(long millis) throws IOException {
        selector.select(millis);
        selector.selectedKeys().clear();
    }

    /** Ends a wait from any thread. */
    void wake() {
        selector.wakeup();
    }

    private static CommandFailure late(Target target, Deadline deadline) {
        return new CommandFailure("process " + target.pid() + " did not answer in " + deadline
                + ": it is stopped, or busy with another jcmd; run the command status later");
    }

    @Override
    public void close() throws IOException {
        try (channel;
                selector) {
            // closes both, even if one fails
        }
    }
}
