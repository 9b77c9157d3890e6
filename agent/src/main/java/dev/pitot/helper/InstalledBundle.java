package dev.pitot.helper;

import dev.pitot.bundle.Bundle;
import dev.pitot.bundle.BundleCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A bundle as the helper reads it. Its key is the SHA-256 of the kernel's notes, in which is the id of the kernel's
 * build. The name of its file is the SHA-256 of the content. So a process asks for exactly the programs that it has
 * itself.
 *
 * @param content of the file
 * @param hash 32 bytes
 */
public record InstalledBundle(byte[] content, byte[] hash) {
    private static final Path NOTES = Path.of("/sys/kernel/notes");

    /** Returns a bundle for the running kernel in that form. */
    public static InstalledBundle of(Bundle bundle) throws IOException {
        var key = HexFormat.of().formatHex(sha256(Files.readAllBytes(NOTES)));
        var content = BundleCodec.encode(new Bundle(key, bundle.maps(), bundle.programs()));
        return new InstalledBundle(content, sha256(content));
    }

    /** Returns the name of its file. */
    public String fileName() {
        return HexFormat.of().formatHex(hash) + ".bundle";
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("a Java platform without SHA-256", e);
        }
    }
}
