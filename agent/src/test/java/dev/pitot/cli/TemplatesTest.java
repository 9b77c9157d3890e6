package dev.pitot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class TemplatesTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory;

    @Test
    void bothAreWrittenAndTheLinesBelowThemSayHowToUseThem() throws Exception {
        var folder = directory.resolve("a/b");
        assertThat(templates(folder)).isZero();
        assertThat(err.toString()).isEmpty();
        assertThat(files(folder)).containsExactly("pitot-profile.jfc", "pitot.jfc");
        for (var template : Template.values()) {
            assertThat(folder.resolve(template.fileName())).hasBinaryContent(template.content());
        }
        var real = folder.toRealPath();
        assertThat(out.toString()).isEqualTo("""
                        %1$s/pitot.jfc
                            always on: jcmd PID JFR.start settings=default settings=%1$s/pitot.jfc
                        %1$s/pitot-profile.jfc
                            for an hour: jcmd PID JFR.start duration=1h maxsize=1g filename=/tmp/app.jfr settings=profile \
                        settings=%1$s/pitot-profile.jfc
                        """.formatted(real));
    }

    @Test
    void whatIsThereAlreadyIsNoFailure() throws Exception {
        assertThat(templates(directory)).isZero();
        assertThat(templates(directory)).isZero();
        assertThat(err.toString()).isEmpty();
        assertThat(files(directory)).hasSize(2);
    }

    @Test
    void aFileThatDiffersIsKeptAndNothingElseIsWritten() throws Exception {
        var changed = Files.writeString(directory.resolve("pitot-profile.jfc"), "mine");
        assertThat(templates(directory)).isEqualTo(1);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString())
                .isEqualTo("pitot: " + changed.toRealPath()
                        + " exists and differs; keep it, or overwrite it with --force\n");
        assertThat(changed).hasContent("mine");
        assertThat(files(directory)).containsExactly("pitot-profile.jfc");
    }

    /** By somebody who owns the directory, and wants root to read it for ever. */
    @Test
    @Timeout(30)
    void whatIsPlantedThereIsNotOpened() throws Exception {
        var endless = Files.createSymbolicLink(directory.resolve("pitot.jfc"), Path.of("/dev/zero"));
        assertThat(templates(directory)).isEqualTo(1);
        assertThat(templates("--force", directory)).isZero();
        assertThat(Files.isSymbolicLink(endless)).isFalse();
        Files.delete(endless);
        assertThat(new ProcessBuilder("mkfifo", endless.toString()).start().waitFor())
                .isZero();
        assertThat(templates(directory)).isEqualTo(1);
        var kept = Files.writeString(directory.resolve("kept"), "mine");
        Files.delete(endless);
        Files.createSymbolicLink(endless, kept);
        assertThat(templates("--force", directory)).isZero();
        assertThat(kept).hasContent("mine");
    }

    @Test
    void forceOverwritesIt() throws Exception {
        var changed = Files.writeString(directory.resolve("pitot.jfc"), "mine");
        assertThat(templates("--force", directory)).isZero();
        assertThat(changed).hasBinaryContent(Template.ALWAYS_ON.content());
        assertThat(files(directory)).containsExactly("pitot-profile.jfc", "pitot.jfc");
    }

    @Test
    void whatIsNoDirectoryIsAFailureOfOneLine() throws Exception {
        var file = Files.writeString(directory.resolve("file"), "");
        assertThat(templates(file)).isEqualTo(1);
        assertThat(err.toString())
                .isEqualTo("pitot: cannot write to " + file + ": not a directory; name another directory\n");
        assertThat(templates(file.resolve("below"))).isEqualTo(1);
        assertThat(err.toString().lines())
                .hasSize(2)
                .allMatch(line -> line.startsWith("pitot: cannot write to " + file))
                .allMatch(line -> line.endsWith("; name another directory"));
    }

    @Test
    void whatCannotBeReplacedStaysAndSoDoesNoTemporaryFile() throws Exception {
        Files.writeString(Files.createDirectory(directory.resolve("pitot.jfc")).resolve("inside"), "");
        assertThat(templates("--force", directory)).isEqualTo(1);
        assertThat(err.toString())
                .startsWith("pitot: cannot write to " + directory)
                .hasLineCount(1);
        assertThat(files(directory)).containsExactly("pitot.jfc");
    }

    @Test
    void aPathWithASpaceIsQuotedForShellAndJcmd() {
        assertThat(Template.ALWAYS_ON.usage(Path.of("/a b/pitot.jfc")))
                .endsWith(" settings=default 'settings=\"/a b/pitot.jfc\"'");
    }

    @Test
    void wrongUsageIsTwo() {
        assertThat(templates()).isEqualTo(2);
        assertThat(templates(directory, directory)).isEqualTo(2);
    }

    private int templates(Object... arguments) {
        var line = Stream.concat(Stream.of("templates"), Stream.of(arguments));
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(line.map(Object::toString).toArray(String[]::new));
    }

    private static List<String> files(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
