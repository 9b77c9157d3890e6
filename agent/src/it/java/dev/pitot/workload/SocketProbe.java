package dev.pitot.workload;

import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** Connects to a Unix domain socket, and prints how many bytes come in the first piece: -1 when it is shut in its face. */
public final class SocketProbe {
    private SocketProbe() {}

    public static void main(String[] arguments) throws Exception {
        try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(Path.of(arguments[0])))) {
            System.out.println(channel.read(ByteBuffer.allocate(4096)));
        }
    }
}
