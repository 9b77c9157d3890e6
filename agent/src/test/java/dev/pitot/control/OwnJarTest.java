package dev.pitot.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnJarTest {
    private static final LinkageError ERROR = new NoClassDefFoundError("dev/pitot/Some");

    @TempDir
    Path directory;

    private Path file;
    private Path other;
    private OwnJar jar;

    @BeforeEach
    void load() throws Exception {
        file = Files.writeString(directory.resolve("pitot.jar"), "classes");
        other = Files.writeString(directory.resolve("other.jar"), "clasess");
        jar = OwnJar.at(file);
    }

    @Test
    void theSameIsNoChange() throws Exception {
        Files.setLastModifiedTime(file, FileTime.fromMillis(0));
        assertThat(jar.change()).isEmpty();
        Files.copy(file, other, StandardCopyOption.REPLACE_EXISTING);
        Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
        assertThat(jar.change()).as("a copy of it in its place").isEmpty();
        assertThat(jar.explain(ERROR)).isEqualTo(ERROR.toString());
    }

    @Test
    void overwritten() throws Exception {
        Files.writeString(file, "clasess");
        assertThat(jar.change()).contains("Pitot's jar, " + file + ", was overwritten under this JVM");
        assertThat(jar.overwritten()).contains(jar.change().orElseThrow() + "; restart the JVM");
        assertThat(jar.explain(ERROR)).isEqualTo(jar.overwritten().orElseThrow());
        assertThat(jar.explain(new IllegalStateException("other"))).endsWith("other");
    }

    @Test
    void replaced() throws Exception {
        Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
        assertThat(jar.change()).contains("Pitot's jar, " + file + ", was replaced under this JVM");
        assertThat(jar.overwritten()).isEmpty();
    }

    @Test
    void deleted() throws Exception {
        Files.delete(file);
        assertThat(jar.change()).contains("Pitot's jar, " + file + ", was deleted under this JVM");
        assertThat(jar.overwritten()).isEmpty();
    }

    @Test
    void whereNothingIsKnownNothingIsSaid() {
        assertThat(OwnJar.at(null).change()).isEmpty();
        assertThat(OwnJar.at(directory).change()).as("a folder of classes").isEmpty();
    }
}
