package dev.pitot.cli.remote;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** A JVM that answers whoever attaches by itself, and does so badly. It says "ready", and ends with its stdin. */
final class HostileJvm {
    private static final int PIECE = 1 << 16;

    private HostileJvm() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments[0].equals("none")) {
            System.out.println("ready");
            untilStdinEnds();
            return;
        }
        var place = Path.of("/tmp/.java_pid" + ProcessHandle.current().pid());
        place.toFile().deleteOnExit();
        try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(place), 1);
            Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rw-------")); // as HotSpot's own
            var connections = arguments[0].equals("queue") ? filled(place) : List.<SocketChannel>of();
            Thread.ofPlatform().daemon().start(() -> serve(server, arguments[0]));
            System.out.println("ready");
            untilStdinEnds();
            connections.forEach(HostileJvm::close);
        }
    }

    private static void untilStdinEnds() throws IOException {
        while (System.in.read() >= 0) {
            // nothing is said there
        }
    }

    /** A listen queue without room for one more. */
    private static List<SocketChannel> filled(Path place) throws IOException {
        var connections = new ArrayList<SocketChannel>();
        while (true) {
            var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            channel.configureBlocking(false);
            connections.add(channel);
            try {
                channel.connect(UnixDomainSocketAddress.of(place));
            } catch (IOException e) {
                return connections; // EAGAIN
            }
        }
    }

    private static void serve(ServerSocketChannel server, String how) {
        try {
            while (!how.equals("queue")) {
                var caller = server.accept();
                Thread.ofPlatform().daemon().start(() -> answer(caller, how));
            }
        } catch (IOException e) {
            // the end
        }
    }

    private static void answer(SocketChannel caller, String how) {
        try (caller) {
            switch (how) {
                case "drip" -> drip(caller);
                case "flood" -> flood(caller, "x".repeat(PIECE));
                case "lines" -> flood(caller, "0\n" + "x\n".repeat(PIECE));
                default -> Thread.sleep(Long.MAX_VALUE);
            }
        } catch (IOException | InterruptedException e) {
            // the caller has gone
        }
    }

    private static void drip(SocketChannel caller) throws IOException, InterruptedException {
        while (caller.write(ByteBuffer.wrap(new byte[] {'0'})) > 0) {
            Thread.sleep(100);
        }
    }

    private static void flood(SocketChannel caller, String text) throws IOException {
        var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
        while (caller.write(bytes) > 0) {
            bytes.rewind();
        }
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // gone is gone
        }
    }
}
