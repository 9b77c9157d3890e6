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
 * The connection to the sender of a command, which reads text until either side closes. A write finds out whether the
 * caller has disconnected or does not read. No call blocks for longer than {@link #TIMEOUT}.
 */
public final class ReplyChannel implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final long LOOK_MILLIS = 1_000;

    private final SocketChannel channel;
    private final Selector selector;

    ReplyChannel(SocketChannel channel) throws IOException {
        this.channel = channel;
        channel.configureBlocking(false);
        selector = Selector.open();
        channel.register(selector, SelectionKey.OP_WRITE);
    }

    /** Sends text; returns false if the caller has disconnected or does not read. */
    public boolean say(String text) {
        var bytes = StandardCharsets.UTF_8.encode(text);
        var end = System.nanoTime() + TIMEOUT.toNanos();
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
     * Waits until the caller sends any bytes to ask for more; returns false when it has closed or was killed.
     *
     * @param goesOn polled while waiting; false ends the wait, because there will be no answer
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

    /** Returns whether the caller is still connected. Bytes that it sends are ignored. */
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
            // closes both, even if one fails
        } catch (IOException e) {
            // The channel is closed anyway.
        }
    }
}
