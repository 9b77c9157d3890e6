package dev.pitot.cli;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Consumer;
import jdk.net.ExtendedSocketOptions;

/** Text that an agent sends over its socket until it closes. */
final class Answer {
    /** Longer than the agent takes for any command. */
    private static final long PATIENCE = 45_000; // ms

    private static final int PIECE = 1 << 13;

    private Answer() {}

    /** Read as it comes; nobody but the target's user is believed to be the target. */
    static void read(Target target, Path socket, Consumer<String> reader) throws IOException {
        try (var channel = connect(target, socket)) {
            read(target, channel, reader);
        }
    }

    static SocketChannel connect(Target target, Path socket) throws IOException {
        try {
            var channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
            if (!channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user().equals(target.user())) {
                channel.close();
                throw new Failure("somebody else than process " + target.pid() + " answers at " + socket);
            }
            return channel;
        } catch (Failure e) {
            throw e;
        } catch (IOException e) {
            throw new Failure("process " + target.pid() + " took the command and does not answer: " + socket + ": "
                    + e.getMessage() + "; its stderr may say why");
        }
    }

    private static void read(Target target, SocketChannel channel, Consumer<String> reader) throws IOException {
        var decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
        var bytes = ByteBuffer.allocate(PIECE);
        var text = CharBuffer.allocate(PIECE);
        while (readable(target, channel, bytes)) {
            decoder.decode(bytes.flip(), text, false);
            bytes.compact(); // may begin with the first bytes of a character
            reader.accept(text.flip().toString());
            text.clear();
        }
    }

    /** Reads what there is, once there is something; false at the end. */
    static boolean readable(Target target, SocketChannel channel, ByteBuffer bytes) throws IOException {
        channel.configureBlocking(false);
        try (var selector = Selector.open()) {
            channel.register(selector, SelectionKey.OP_READ);
            if (selector.select(PATIENCE) == 0) {
                throw new Failure("process " + target.pid() + " took the command and did not answer in "
                        + PATIENCE / 1000 + " s; ask for its status");
            }
            return channel.read(bytes) >= 0;
        }
    }
}
