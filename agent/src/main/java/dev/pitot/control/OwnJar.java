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
 * The jar of Pitot's classes in the state in which this JVM began to load it. An upgrade of Pitot may change the file
 * under the JVM.
 *
 * <p>The JVM keeps the file open and reads each class at its first use. Replacing or deleting the file does not matter
 * to it. Overwriting the file does: the JVM must load no further class then. The BPF programs and sources, which are
 * resources, and the compiler child are read by path. In either case they must have the version of the classes.
 */
final class OwnJar {
    /** The remedy for each kind of change. */
    static final String REMEDY = "restart the JVM";

    /** Size of the jar's end that is compared. It has the directory: names, sizes and checksums of all entries. */
    private static final int DIRECTORY = 1 << 17;

    /**
     * Classes that a session may need. The command line and the reader of recordings run in processes of their own. The
     * compiler and the kernel's types are needed before the first session only.
     */
    private static final String OF_SESSIONS = "(dev/pitot/(?!(?:btf|cli|compiler|doctor|report|shaded)/).*)\\.class";

    private static final String INSIDE = "/dev/pitot/control/OwnJar.class";

    /**
     * The identity and the content of the file.
     *
     * @param file identity of the file in its file system
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

    /** Returns the jar from which this class was loaded. */
    static OwnJar loaded() {
        return at(location());
    }

    static OwnJar at(@Nullable Path path) {
        try {
            return new OwnJar(path, path == null ? null : State.of(path));
        } catch (IOException e) {
            return new OwnJar(path, null); // a directory of classes
        }
    }

    /** Returns null if the class loader does not name the jar. */
    @Nullable
    Path path() {
        return path;
    }

    /** Describes how the file has changed since it was loaded; empty if it has not. */
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

    /** Describes the change if it forbids loading further classes; else empty. */
    Optional<String> overwritten() {
        return change().filter(changed("overwritten")::equals).map(change -> change + "; " + REMEDY);
    }

    /** Describes a failure. A changed jar is the cause of many errors that do not name it. */
    String explain(Throwable thrown) {
        return thrown instanceof LinkageError
                ? change().map(change -> change + "; " + REMEDY).orElseGet(thrown::toString)
                : thrown.toString();
    }

    /**
     * Loads all classes that a session may still need. So a session can go on and be detached after the jar was
     * overwritten.
     */
    void loadRest() {
        if (path == null || loaded == null) {
            return;
        }
        var ofSessions = Pattern.compile(OF_SESSIONS);
        try (var jar = new ZipFile(path.toFile())) {
            jar.stream()
                    .map(entry -> ofSessions.matcher(entry.getName()))
                    .filter(Matcher::matches)
                    .forEach(name -> load(name.group(1).replace('/', '.')));
        } catch (IOException e) {
            // The JVM loads each class at its first use.
        }
    }

    private static void load(String name) {
        try {
            Class.forName(name, false, OwnJar.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            // The class needs a module that this JVM lacks.
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

    /**
     * Finds the jar by a resource, for class loaders without a code source: {@code jar:file:/pitot.jar!/dev/pitot/…}.
     */
    private static @Nullable Path ofResource() throws URISyntaxException {
        var resource = OwnJar.class.getResource(INSIDE);
        var text = resource == null ? "" : resource.toString();
        return text.startsWith("jar:file:") && text.endsWith("!" + INSIDE)
                ? Path.of(new URI(text.substring("jar:".length(), text.length() - INSIDE.length() - 1)))
                : null;
    }
}
