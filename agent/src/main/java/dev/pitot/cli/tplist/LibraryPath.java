package dev.pitot.cli.tplist;

import dev.pitot.cli.terminal.CommandFailure;
import dev.pitot.usdt.Architecture;
import dev.pitot.usdt.LibraryCache;
import dev.pitot.usdt.PathText;
import dev.pitot.usdt.UsdtFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Finds the file that {@code -l} means, as BCC does. A text with a slash is a path. Next comes an executable on the
 * {@code PATH}, then the first {@code libNAME.so*} of the dynamic loader's cache.
 *
 * <p>Beyond BCC, a name may include its {@code lib} and {@code .so}. The libraries of this JVM are found as well
 * ({@code -l jvm}), although the loader does not know them.
 */
final class LibraryPath {
    private LibraryPath() {}

    static Path find(String name) throws IOException {
        if (name.contains("/")) {
            return Path.of(name);
        }
        var executable = onPath(name);
        if (executable.isPresent()) {
            return executable.get();
        }
        var cached = cached("lib" + bare(name) + ".so");
        return cached.or(() -> ofThisJvm(System.mapLibraryName(bare(name))))
                .orElseThrow(() -> new CommandFailure("no library or executable named " + name + "; give its path"));
    }

    /** Returns {@code c} for {@code libc}, {@code libc.so} and {@code libc.so.6}. */
    static String bare(String name) {
        return name.replaceFirst("\\.so(\\..*)?$", "").replaceFirst("^lib", "");
    }

    private static Optional<Path> onPath(String name) throws IOException {
        var path = System.getenv("PATH");
        for (var directory : path == null ? new String[0] : path.split(":")) {
            var file = PathText.path(directory + "/" + name);
            if (!directory.isEmpty() && file.isPresent() && isExecutable(file.get())) {
                return file;
            }
        }
        return Optional.empty();
    }

    private static boolean isExecutable(Path file) throws IOException {
        return Files.isRegularFile(file) && Files.isReadable(file) && UsdtFile.isElf(file);
    }

    private static Optional<Path> cached(String prefix) {
        return Architecture.current().flatMap(architecture -> {
            try {
                return LibraryCache.read().find(prefix, architecture);
            } catch (IOException e) {
                // musl has no cache. The library may still be one of the JVM's.
                return Optional.empty();
            }
        });
    }

    private static Optional<Path> ofThisJvm(String fileName) {
        var lib = Path.of(System.getProperty("java.home"), "lib");
        return Optional.of(lib.resolve("server").resolve(fileName))
                .filter(Files::isReadable)
                .or(() -> Optional.of(lib.resolve(fileName)).filter(Files::isReadable));
    }
}
