package dev.pitot.command;

import dev.pitot.bundle.cache.EffectiveUser;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystems;
import java.nio.file.attribute.UserPrincipal;
import jdk.net.ExtendedSocketOptions;

/** The user of the process at the other end of a Unix domain socket. */
final class Peer {
    private Peer() {}

    /** Applies the rule that HotSpot applies to its attach API. */
    static boolean isOurselvesOrRoot(SocketChannel channel) throws IOException {
        if (ModuleLayer.boot().findModule("jdk.net").isEmpty()) {
            return true; // the socket's directory keeps other users out
        }
        var user = Credentials.user(channel);
        return user.equals(user("0")) || user.equals(user(Integer.toUnsignedString(EffectiveUser.uid())));
    }

    private static UserPrincipal user(String number) throws IOException {
        return FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(number);
    }

    /** A separate class, because it cannot be loaded without the module. */
    private static final class Credentials {
        static UserPrincipal user(SocketChannel channel) throws IOException {
            return channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
        }
    }
}
