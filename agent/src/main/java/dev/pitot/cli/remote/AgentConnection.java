package dev.pitot.cli.remote;

import dev.pitot.cli.terminal.CommandFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.function.Consumer;

/**
 * One command to the agent in another JVM: it is loaded as by {@code jcmd}, with the command and the name of a directory as its
 * options, makes a socket in that directory, and answers who connects.
 */
public final class AgentConnection {
    /** Longer than the agent takes for any command, and a JVM to load it. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final int RANDOM_BYTES = 8;
    private static final int PIECE = 1 << 13;

    private final Target target;
    private final Path jar;
    private final Deadline deadline = Deadline.in(PATIENCE);

    AgentConnection(Target target, Path jar) {
        this.target = target;
        this.jar = jar;
    }

    /** Gives the answer piece by piece, until the agent has closed. */
    void say(String words, Consumer<String> reader) throws IOException {
        try (var connection = connection(words)) {
            read(connection, reader);
        }
    }

    /** Stays connected, so that the agent can be asked again and again. */
    public LiveStream open(String words) throws IOException {
        return new LiveStream(target, connection(words));
    }

    private Connection connection(String words) throws IOException {
        var place = place();
        var answer = new AttachListener(target, deadline)
                .ask("load", "instrument", "false", jar + "=" + words + ",reply=" + place);
        new LoadAnswer(target, jar).check(answer);
        var socket = target.inRoot(place).resolve("socket");
        try {
            return Connection.to(target, socket, deadline);
        } catch (CommandFailure e) {
            throw e;
        } catch (IOException e) {
            throw new CommandFailure("process " + target.pid() + " took the command and does not answer: " + socket
                    + ": " + e.getMessage() + "; its stderr may say why");
        }
    }

    /** In the temporary directory of HotSpot itself, whatever java.io.tmpdir says. */
    private static Path place() {
        var random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        return Path.of("/tmp/pitot-" + HexFormat.of().formatHex(random));
    }

    private static void read(Connection connection, Consumer<String> reader) throws IOException {
        var decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
        var bytes = ByteBuffer.allocate(PIECE);
        var text = CharBuffer.allocate(PIECE);
        while (connection.read(bytes)) {
            decoder.decode(bytes.flip(), text, false);
            bytes.compact(); // may begin with the first bytes of a character
            reader.accept(text.flip().toString());
            text.clear();
        }
    }
}
