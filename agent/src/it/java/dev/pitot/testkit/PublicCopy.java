package dev.pitot.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** Pitot's jar and the programs of the tests, copied to where every user can read them. */
public record PublicCopy(Path jar, Path classes) {

    public static PublicCopy in(Path directory) throws IOException {
        allow(directory, "rwxr-xr-x");
        var jar = directory.resolve("pitot.jar");
        Files.copy(TracedJvm.JAR, jar);
        allow(jar, "rw-r--r--");
        var classes = directory.resolve("classes");
        var compiled = Path.of(PublicCopy.class.getResource("PublicCopy.class").getPath())
                .getParent()
                .getParent();
        for (var folder : List.of("it", "testkit", "workload")) {
            copy(
                    compiled.resolve(folder),
                    Files.createDirectories(classes.resolve("dev/pitot").resolve(folder)));
        }
        copy(compiled.getParent().getParent().resolve("acme"), Files.createDirectories(classes.resolve("acme")));
        return new PublicCopy(jar, classes);
    }

    private static void copy(Path folder, Path target) throws IOException {
        try (var files = Files.list(folder)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, target.resolve(file.getFileName()));
            }
        }
    }

    /** A directory and its files, for everybody to read and for nobody else to write. */
    public static void readable(Path directory) throws IOException {
        allow(directory, "rwxr-xr-x");
        try (var files = Files.list(directory)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                allow(file, "rw-r--r--");
            }
        }
    }

    /** A directory that everybody may write, as the recording of another user has to get there. */
    public static Path open(Path directory) throws IOException {
        return allow(directory, "rwxrwxrwx");
    }

    /** A directory and what is in it, for everybody to write. */
    static void openAll(Path directory) throws IOException {
        try (var all = Files.walk(directory)) {
            for (var one : all.toList()) {
                allow(one, Files.isDirectory(one) ? "rwxrwxrwx" : "rw-rw-rw-");
            }
        }
    }

    private static Path allow(Path file, String permissions) throws IOException {
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }
}
