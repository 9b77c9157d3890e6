package dev.pitot.bundle.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifierLogsTest {
    @TempDir
    Path directory;

    private Path cache;
    private Path temporary;

    @BeforeEach
    void choose() throws IOException {
        cache = directory.toRealPath().resolve("cache");
        temporary = Files.createDirectory(directory.toRealPath().resolve("tmp"));
    }

    private VerifierLogs logs() {
        return new VerifierLogs(cache, temporary);
    }

    @Test
    void itIsBesideTheCompiledProgramsAndItsOwnersOnly() throws IOException {
        var file = logs().keep("sched_switch", "R0 !read_ok\n").orElseThrow();
        assertThat(file).isEqualTo(cache.resolve("verifier-sched_switch.log")).hasContent("R0 !read_ok\n");
        assertThat(permissions(file)).isEqualTo("rw-------");
    }

    @Test
    void theNextRefusalOfAProgramReplacesTheLast() throws IOException {
        logs().keep("hotspot", "old");
        assertThat(logs().keep("hotspot", "new").orElseThrow()).hasContent("new");
        logs().keep("tasks", "other");
        try (var files = Files.list(cache)) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void aLinkThatIsThereIsReplacedAndNotFollowed() throws IOException {
        Files.createDirectory(
                cache, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        var precious = Files.writeString(directory.resolve("precious"), "untouched");
        Files.createSymbolicLink(cache.resolve("verifier-hotspot.log"), precious);
        assertThat(logs().keep("hotspot", "log").orElseThrow())
                .hasContent("log")
                .isRegularFile();
        assertThat(precious).hasContent("untouched");
    }

    @Test
    void ofALogThatIsTooLongTheEndIsKept() throws IOException {
        var file = logs().keep("hotspot", "begin" + "x".repeat(VerifierLogs.LONGEST - 3) + "end")
                .orElseThrow();
        assertThat(Files.size(file)).isEqualTo(VerifierLogs.LONGEST);
        assertThat(Files.readString(file)).startsWith("xxx").endsWith("xend");
    }

    @Test
    void theNameOfAProgramIsNoPath() {
        assertThat(logs().keep("../../etc/passwd", "log").orElseThrow().getParent())
                .isEqualTo(cache);
    }

    @Test
    void withoutACacheItIsInTheTemporaryDirectory() throws IOException {
        othersMayWrite(Files.createDirectory(cache));
        var logs = logs();
        var file = logs.keep("hotspot", "log").orElseThrow();
        assertThat(file.getParent()).isEqualTo(temporary);
        assertThat(file.getFileName().toString())
                .startsWith("pitot-verifier-hotspot-")
                .endsWith(".log");
        assertThat(file).hasContent("log");
        assertThat(permissions(file)).isEqualTo("rw-------");
        assertThat(logs.keep("hotspot", "log")).as("one of a JVM").contains(file);
        assertThat(cache).isEmptyDirectory();
    }

    @Test
    void whereOthersCouldReplaceItItIsNotKept() throws IOException {
        othersMayWrite(Files.createDirectory(cache));
        othersMayWrite(temporary);
        assertThat(logs().keep("hotspot", "log")).isEmpty();
        assertThat(temporary).isEmptyDirectory();
    }

    private static void othersMayWrite(Path directory) throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
