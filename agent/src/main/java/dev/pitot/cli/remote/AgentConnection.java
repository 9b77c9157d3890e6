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
 * One command to the agent in another JVM. It loads the agent as {@code jcmd} does, with the command and the name of a
 * directory as options. The agent makes a socket in that directory and answers there.
 */
public final class AgentConnection {
    /** Longer than a JVM takes to load the agent, and the agent takes for any command. */
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private static final int RANDOM_BYTES = 8;
    private static final int PIECE = 1 << 13;

    private final Target target;
    private final Path jar;
    private final Deadline deadline = Deadline.in(TIMEOUT);

    AgentConnection(Target target, Path jar) {
        this.target = target;
        this.jar = jar;
    }

    /** Sends a command and passes on the answer piece by piece, until the agent closes. */
    void say(String words, Consumer<String> reader) throws IOException {
        try (var connection = connection(words)) {
            read(connection, reader);
        }
    }

    /** Stays connected, so that the agent can be asked repeatedly. */
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
            throw new CommandFailure("process " + target.pid() + " accepted the command and does not answer: " + socket
                    + ": " + e.getMessage() + "; see its stderr");
        }
    }

    /** Returns a new name in HotSpot's own temporary directory, which ignores java.io.tmpdir. */
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
            bytes.compact(); // the rest may be the first bytes of a character
            reader.accept(text.flip().toString());
            text.clear();
        }
    }
}
