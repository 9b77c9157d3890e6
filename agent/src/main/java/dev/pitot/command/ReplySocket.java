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
 * <p>This JVM makes the socket and the caller connects, as in the attach API. Otherwise a caller that runs as root
 * would have to {@code chown} a directory to the JVM's user, on a path that this user may have swapped. The socket is
 * in a directory that only this JVM's user and root can enter.
 */
public final class ReplySocket implements AutoCloseable {
    /** The name of the socket in the directory that the option {@code reply} names. */
    static final String NAME = "socket";

    /** A caller connects as soon as the agent has returned. One that has not connected by then was killed. */
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final Path directory;
    private final ServerSocketChannel server;

    private ReplySocket(Path directory, ServerSocketChannel server) {
        this.directory = directory;
        this.server = server;
    }

    /** Makes the directory, which must not exist, and the socket in it. */
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

    /** Serves one caller on a thread of its own, so that the attach listener can serve others meanwhile. */
    public void serve(Consumer<ReplyChannel> service) {
        try {
            OwnThreads.start("reply", ReplySocket::failed, () -> answer(service));
        } catch (Throwable t) {
            close(); // no thread could be made
            throw t;
        }
    }

    private void answer(Consumer<ReplyChannel> service) throws IOException {
        try (this) {
            var caller = await();
            if (caller != null) {
                remove(); // no other caller can connect any more
                try (caller) {
                    service.accept(caller);
                }
            }
        }
    }

    /** Prints the failure on this JVM's stderr, because the caller waits in vain. */
    public static void failed(Throwable thrown) {
        Warnings.say("cannot answer a command: " + thrown + "; run the command status");
    }

    private @Nullable ReplyChannel await() throws IOException {
        var end = System.nanoTime() + TIMEOUT.toNanos();
        try (var selector = Selector.open()) {
            server.register(selector, SelectionKey.OP_ACCEPT);
            for (var left = TIMEOUT.toMillis(); left > 0; left = (end - System.nanoTime()) / 1_000_000) {
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
            // Another process has removed it or added a file. The temporary directory is cleaned up anyway.
        }
    }

    @Override
    public void close() {
        try (server) {
            remove();
        } catch (IOException e) {
            // The socket is closed anyway.
        }
    }
}
