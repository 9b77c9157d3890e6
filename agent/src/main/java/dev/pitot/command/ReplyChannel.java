package dev.pitot.command;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/**
 * Who sent a command, and reads text until either side closes. One write or many: a caller that is gone, or does not read, is
 * found out by the next. Nothing here blocks for longer than {@link #PATIENCE}.
 */
public final class ReplyChannel implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long LOOK_MILLIS = 1_000;

    private final SocketChannel channel;
    private final Selector selector;

    ReplyChannel(SocketChannel channel) throws IOException {
        this.channel = channel;
        channel.configureBlocking(false);
        selector = Selector.open();
        channel.register(selector, SelectionKey.OP_WRITE);
    }

    /** Sends text; false if the caller has gone or does not read. */
    public boolean say(String text) {
        var bytes = StandardCharsets.UTF_8.encode(text);
        var end = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (bytes.hasRemaining()) {
                if (channel.write(bytes) == 0) {
                    var left = (end - System.nanoTime()) / 1_000_000;
                    if (left <= 0) {
                        return false;
                    }
                    selector.select(left);
                    selector.selectedKeys().clear();
                }
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Waits until the caller asks for more, with whatever bytes; false when it has closed, or was killed.
     *
     * @param goesOn asked meanwhile, now and then, whether there will be an answer at all; else false
     */
    boolean asks(BooleanSupplier goesOn) {
        var key = Objects.requireNonNull(channel.keyFor(selector), "registered by the constructor");
        try {
            key.interestOps(SelectionKey.OP_READ);
            var read = 0;
            while (read == 0) {
                if (!goesOn.getAsBoolean()) {
                    return false;
                }
                selector.select(LOOK_MILLIS);
                selector.selectedKeys().clear();
                read = channel.read(ByteBuffer.allocate(64));
            }
            return read > 0;
        } catch (IOException e) {
            return false;
        } finally {
            key.interestOps(SelectionKey.OP_WRITE);
        }
    }

    /** Whether the caller is still there; what it says, if anything, is not for us. */
    boolean listens() {
        try {
            return channel.read(ByteBuffer.allocate(64)) >= 0;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        try (channel;
                selector) {
            // both, whatever happens to the first
        } catch (IOException e) {
            // gone is gone
        }
    }
}
