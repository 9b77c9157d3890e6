package dev.pitot.bundle.cache;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Writes a file atomically: readers see the old file, none, or the whole new one. */
final class AtomicFile {
    static final String TEMPORARY = ".tmp";

    /** The mode of a file that only its owner reads. */
    static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private static final Set<PosixFilePermission> PUBLIC = PosixFilePermissions.fromString("rw-r--r--");
    private static final Set<OpenOption> NEW =
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

    private AtomicFile() {}

    /** @param isPublic whether all users may read it; otherwise only its owner does */
    static void write(Path file, byte[] content, boolean isPublic) throws IOException {
        var temporary = file.resolveSibling(file.getFileName() + "." + unique() + TEMPORARY);
        try {
            writeThrough(temporary, content);
            if (isPublic) {
                Files.setPosixFilePermissions(temporary, PUBLIC); // whatever the umask is
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(temporary);
            throw e;
        }
    }

    /**
     * Returns a name part that no other writer uses at this moment. If two ever agreed, the second would find its file
     * and fail.
     */
    private static String unique() {
        return ProcessHandle.current().pid() + "-" + Thread.currentThread().threadId() + "-" + System.nanoTime();
    }

    /**
     * Writes and syncs the file. Without the sync, a crash after the rename could leave an empty file under the final
     * name.
     */
    private static void writeThrough(Path file, byte[] content) throws IOException {
        try (var channel = FileChannel.open(file, NEW, PRIVATE)) {
            var buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
    }
}
