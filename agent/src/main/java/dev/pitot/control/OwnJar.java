package dev.pitot.control;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * The jar that Pitot's classes come from, as it was when they began to be loaded. An upgrade of Pitot may change it under the JVM.
 *
 * <p>The JVM keeps the file open, and reads each class from it when that is first used. A file that is put at its path, or deleted,
 * does not change that; one that is written over does, and then no further class may be loaded. The BPF sources, which are resources,
 * and the compiler child are read by the path, and must be of the same version as the classes in either case.
 */
final class OwnJar {
    /** Whatever it was. */
    static final String REMEDY = "restart the JVM";

    /** The directory of the jar is in its last bytes: names, sizes and checksums of all that is in it. */
    private static final int DIRECTORY = 1 << 17;

    /** The command line, the compiler and what reads recordings have processes of their own. */
    private static final Pattern OF_SESSIONS =
            Pattern.compile("(dev/pitot/(?!(?:btf|cli|compiler|doctor|report|shaded)/).*)\\.class");

    private static final String INSIDE = "/dev/pitot/control/OwnJar.class";

    /**
     * What file it is, and what is in it.
     *
     * @param file by which the file system knows it
     */
    private record State(@Nullable Object file, long size, long checksum) {
        static State of(Path path) throws IOException {
            var file = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
            try (var jar = new RandomAccessFile(path.toFile(), "r")) {
                var bytes = new byte[(int) Math.min(DIRECTORY, jar.length())];
                jar.seek(jar.length() - bytes.length);
                jar.readFully(bytes);
                var checksum = new CRC32();
                checksum.update(bytes);
                return new State(file, jar.length(), checksum.getValue());
            }
        }

        boolean hasSameContentAs(State other) {
            return size == other.size && checksum == other.checksum;
        }
    }

    private final @Nullable Path path;
    private final @Nullable State loaded;

    private OwnJar(@Nullable Path path, @Nullable State loaded) {
        this.path = path;
        this.loaded = loaded;
    }

    /** Of the class loader that this class is from. */
    static OwnJar loaded() {
        return at(location());
    }

    static OwnJar at(@Nullable Path path) {
        try {
            return new OwnJar(path, path == null ? null : State.of(path));
        } catch (IOException e) {
            return new OwnJar(path, null); // a folder of classes
        }
    }

    /** Null where the class loader does not tell. */
    @Nullable
    Path path() {
        return path;
    }

    /** How it is not the one any more that was loaded, if so. */
    Optional<String> change() {
        if (path == null || loaded == null) {
            return Optional.empty();
        }
        try {
            var now = State.of(path);
            if (now.hasSameContentAs(loaded)) {
                return Optional.empty();
            }
            return Optional.of(changed(Objects.equals(now.file, loaded.file) ? "overwritten" : "replaced"));
        } catch (IOException e) {
            return Optional.of(changed("deleted"));
        }
    }

    /** The same, if no further class may be loaded. */
    Optional<String> overwritten() {
        return change().filter(changed("overwritten")::equals).map(change -> change + "; " + REMEDY);
    }

    /** What went wrong; many an error is another when the jar has changed. */
    String explain(Throwable thrown) {
        return thrown instanceof LinkageError
                ? change().map(change -> change + "; " + REMEDY).orElseGet(thrown::toString)
                : thrown.toString();
    }

    /**
     * Loads all that a session may need and has not used yet, so that one which is attached goes on, and can be detached, when the jar is
     * overwritten.
     */
    void loadRest() {
        if (path == null || loaded == null) {
            return;
        }
        try (var jar = new ZipFile(path.toFile())) {
            jar.stream()
                    .map(entry -> OF_SESSIONS.matcher(entry.getName()))
                    .filter(Matcher::matches)
                    .forEach(name -> load(name.group(1).replace('/', '.')));
        } catch (IOException e) {
            // Each is loaded when it is used.
        }
    }

    private static void load(String name) {
        try {
            Class.forName(name, false, OwnJar.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            // One that needs a module which this JVM lacks.
        }
    }

    private String changed(String how) {
        return "Pitot's jar, " + path + ", was " + how + " under this JVM";
    }

    private static @Nullable Path location() {
        try {
            var domain = OwnJar.class.getProtectionDomain().getCodeSource();
            if (domain != null && domain.getLocation() != null) {
                return Path.of(domain.getLocation().toURI());
            }
            return ofResource();
        } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
            return null;
        }
    }

    /** A class loader that tells no code source may tell where resources are: {@code jar:file:/pitot.jar!/dev/pitot/…}. */
    private static @Nullable Path ofResource() throws URISyntaxException {
        var resource = OwnJar.class.getResource(INSIDE);
        var text = resource == null ? "" : resource.toString();
        return text.startsWith("jar:file:") && text.endsWith("!" + INSIDE)
                ? Path.of(new URI(text.substring("jar:".length(), text.length() - INSIDE.length() - 1)))
                : null;
    }
}
