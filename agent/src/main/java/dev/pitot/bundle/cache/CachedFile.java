package dev.pitot.bundle.cache;

import dev.pitot.bundle.BundleCodec;
import dev.pitot.bundle.BundleException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a file of the cache through a channel that is certain to be of the checked file.
 *
 * <p>Java has no {@code fstat} of an open channel. So the path is examined before and after it is opened. If both times
 * it was the same trusted inode, the channel is of that inode.
 */
final class CachedFile {
    /** Number of attempts to open a file that another JVM replaces meanwhile. */
    private static final int ATTEMPTS = 3;

    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

    private CachedFile() {}

    /** Returns the content. Empty if the file does not exist, or keeps changing. */
    static Optional<byte[]> read(Path file, CacheTrust trust) throws IOException {
        try {
            for (int i = 0; i < ATTEMPTS; i++) {
                var content = attempt(file, trust);
                if (content.isPresent()) {
                    return content;
                }
            }
            return Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static Optional<byte[]> attempt(Path file, CacheTrust trust) throws IOException {
        var before = Inode.of(file);
        trust.requireFile(file, before);
        try (var channel = FileChannel.open(file, READ)) {
            var after = Inode.of(file);
            trust.requireFile(file, after);
            return before.isSameFileAs(after) ? Optional.of(content(file, channel)) : Optional.empty();
        }
    }

    private static byte[] content(Path file, FileChannel channel) throws IOException {
        long size = channel.size();
        if (size > BundleCodec.MAX_BYTES) {
            throw new BundleException(
                    file.toString(), BundleCodec.MAX_BYTES, "the end of the bundle, found " + size + " bytes");
        }
        var content = ByteBuffer.allocate((int) size);
        while (content.hasRemaining() && channel.read(content) >= 0) {
            // Continues until the buffer is full or the file ends early, which its hash will reveal.
        }
        return Arrays.copyOf(content.array(), content.position());
    }
}
