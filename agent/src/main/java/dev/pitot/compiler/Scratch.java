package dev.pitot.compiler;

import dev.pitot.usdt.PathText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;

/**
 * The temporary directory of one compilation, private to its user.
 *
 * <p>{@link #close()} removes it. If the JVM is killed, the compiler child removes it at its own end. If both are killed
 * at once, a compilation of the same user removes it an hour or more later.
 */
final class Scratch implements AutoCloseable {
    private static final String PREFIX = "pitot-compile";

    /** Longer than any compilation takes. */
    private static final Duration ABANDONED = Duration.ofHours(1);

    private final Path directory;

    private Scratch(Path directory) {
        this.directory = directory;
    }

    static Scratch make() throws IOException {
        var temporary = PathText.path(System.getProperty("java.io.tmpdir"))
                .orElseThrow(() -> new IOException("java.io.tmpdir " + PathText.NO_PATH));
        var made = Files.createTempDirectory(
                temporary, PREFIX, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        sweep(made);
        return new Scratch(made.toAbsolutePath());
    }

    Path directory() {
        return directory;
    }

    @Override
    public void close() {
        delete(directory);
    }

    /** Deletes a directory. A failure leaves it in place: it is small and no reason to fail. */
    static void delete(Path directory) {
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | RuntimeException e) {
            // The next sweep tries again.
        }
    }

    private static void sweep(Path made) throws IOException {
        var latest = Instant.now().minus(ABANDONED);
        var owner = Files.getOwner(made);
        try (var others = Files.newDirectoryStream(made.toAbsolutePath().getParent(), PREFIX + "*")) {
            for (var other : others) {
                if (Files.isDirectory(other, LinkOption.NOFOLLOW_LINKS)
                        && Files.getOwner(other, LinkOption.NOFOLLOW_LINKS).equals(owner)
                        && Files.getLastModifiedTime(other).toInstant().isBefore(latest)) {
                    delete(other);
                }
            }
        } catch (IOException | RuntimeException e) {
            // Another JVM sweeps at the same time, or the temporary directory may not be listed.
        }
    }
}
