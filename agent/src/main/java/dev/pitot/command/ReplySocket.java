package dev.pitot.command;

import dev.pitot.text.Warnings;
import dev.pitot.threads.OwnThreads;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A Unix domain socket at which one caller fetches one answer.
 *
 * <p>It is this JVM that makes it, as HotSpot makes the one of the attach API, and the caller that connects. The other way
 * round, a caller who is root would have to give a directory of its own to the JVM's user, by {@code chown} on a path that user
 * may have swapped meanwhile. So it is in a directory of ours that nobody else can enter but root.
 */
public final class ReplySocket implements AutoCloseable {
    /** The name of the socket in the directory that the option {@code reply} names. */
    static final String NAME = "socket";

    /** The caller connects as soon as the agent has returned; one that does not was killed. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Path directory;
    private final ServerSocketChannel server;

    private ReplySocket(Path directory, ServerSocketChannel server) {
        this.directory = directory;
        this.server = server;
    }

    /** Makes the directory, which must not be there, and the socket in it. */
    public static ReplySocket at(Path directory) throws IOException {
        Files.createDirectory(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        var socket = new ReplySocket(directory, server);
        try {
            server.bind(UnixDomainSocketAddress.of(directory.resolve(NAME)), 1);
            server.configureBlocking(false);
            return socket;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /** On a thread of its own, which ends with the caller: the attach listener serves others meanwhile. */
    public void serve(Consumer<ReplyChannel> service) {
        try {
            OwnThreads.start("reply", ReplySocket::failed, () -> answer(service));
        } catch (Throwable t) {
            close(); // no thread to be had
            throw t;
        }
    }

    private void answer(Consumer<ReplyChannel> service) throws IOException {
        try (this) {
            var caller = await();
            if (caller != null) {
                remove(); // nobody else can connect any more
                try (caller) {
                    service.accept(caller);
                }
            }
        }
    }

    /** The caller waits in vain: who looks at this JVM's stderr may know why. */
    public static void failed(Throwable thrown) {
        Warnings.say("a command was not answered: " + thrown);
    }

    private @Nullable ReplyChannel await() throws IOException {
        var end = System.nanoTime() + PATIENCE.toNanos();
        try (var selector = Selector.open()) {
            server.register(selector, SelectionKey.OP_ACCEPT);
            for (var left = PATIENCE.toMillis(); left > 0; left = (end - System.nanoTime()) / 1_000_000) {
                selector.select(left);
                selector.selectedKeys().clear();
                var channel = server.accept();
                if (channel != null && mayAsk(channel)) {
                    return new ReplyChannel(channel);
                }
            }
        }
        return null;
    }

    private static boolean mayAsk(SocketChannel channel) throws IOException {
        if (Peer.isOurselvesOrRoot(channel)) {
            return true;
        }
        channel.close();
        return false;
    }

    private void remove() {
        try {
            Files.deleteIfExists(directory.resolve(NAME));
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            // Somebody cleaned up, or put something there: it is in the temporary directory anyway.
        }
    }

    @Override
    public void close() {
        try (server) {
            remove();
        } catch (IOException e) {
            // gone is gone
        }
    }
}
