package dev.pitot.testkit;

import dev.pitot.fit.PortablePrograms;
import dev.pitot.usdt.Architecture;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/**
 * The packed jar as it is where the build could not compile: without programs. Pitot compiles them at its first recording.
 *
 * <p>{@code CompilingJar FOLDER} makes one from the {@code pitot.jar} in a folder.
 */
public final class CompilingJar {
    /** What a JVM says on stderr when it compiles, as a regular expression. */
    public static final String LINE = "compiles its programs for this kernel, which takes .*";

    private CompilingJar() {}

    public static void main(String[] arguments) throws IOException {
        var folder = Path.of(arguments[0]).toAbsolutePath();
        make(folder.resolve("pitot.jar"), folder.resolve("compiling.jar"));
    }

    /** Makes one. */
    public static Path in(Path directory) throws IOException {
        return make(TracedJvm.JAR, directory.resolve("compiling.jar"));
    }

    private static Path make(Path packed, Path to) throws IOException {
        var jar = Files.copy(packed, to, StandardCopyOption.REPLACE_EXISTING);
        try (var zip = FileSystems.newFileSystem(URI.create("jar:" + jar.toUri()), Map.of())) {
            removePrograms(zip);
        }
        return jar;
    }

    /** Removes the programs from a jar. */
    public static void removePrograms(FileSystem zip) throws IOException {
        for (var architecture : Architecture.values()) {
            Files.delete(zip.getPath(PortablePrograms.file(architecture)));
        }
    }
}
